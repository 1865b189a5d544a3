package dev.dbsnapshot.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** All members of an archive, found by following the chain of headers to the end mark. Immutable once it is read. */
final class MemberIndex {

    private static final int FIRST_ROOM = 16;

    private final NameTable names = new NameTable();
    private long[] offsets = new long[FIRST_ROOM];
    private long[] sizes = new long[FIRST_ROOM];
    private long end;

    private MemberIndex() {}

    /**
     * Reads all headers and nothing else.
     *
     * @throws ArchiveException if the chain does not lead to an end mark inside of the file
     */
    static MemberIndex scan(FileChannel channel, String archive) throws IOException {
        long fileSize = channel.size();
        MemberIndex members = new MemberIndex();
        byte[] block = new byte[TarHeader.BLOCK];
        long position = 0;
        while (true) {
            readBlock(channel, archive, position, fileSize, block, members.names.size());
            if (position == 0) {
                refuseOtherFormats(archive, block);
            }
            if (TarHeader.isZero(block)) {
                break;
            }
            TarHeader header = decode(archive, position, block);
            long content = position + TarHeader.BLOCK;
            if (header.size() > fileSize - content) {
                throw new ArchiveException(
                        archive,
                        position,
                        "member " + ArchiveException.quote(header.name()) + " should have " + header.size()
                                + " bytes, but the file ends after " + (fileSize - content)
                                + ": it was cut off, copy it again");
            }
            Member member = new Member(header.name(), content, header.size());
            if (header.isRegularFile()) {
                members.add(member, archive, position);
            }
            position = member.end();
        }
        readBlock(channel, archive, position + TarHeader.BLOCK, fileSize, block, members.names.size());
        if (!TarHeader.isZero(block)) {
            throw new ArchiveException(
                    archive, position, "a block of zeros stands where a member or the end mark should be");
        }
        members.end = position;
        return members;
    }

    @Nullable
    Member find(String name) {
        int place = names.find(name);
        return place < 0 ? null : member(place);
    }

    private Member member(int place) {
        return new Member(names.name(place), offsets[place], sizes[place]);
    }

    /** All of them, in the order of the file; each is made when it is asked for. */
    List<Member> all() {
        return new All();
    }

    private final class All extends AbstractList<Member> implements RandomAccess {
        @Override
        public Member get(int index) {
            return member(Objects.checkIndex(index, size()));
        }

        @Override
        public int size() {
            return names.size();
        }
    }

    /** Where the end mark is. */
    long end() {
        return end;
    }

    private void add(Member member, String archive, long position) {
        String name = member.name();
        if (name.isEmpty() || name.startsWith("/") || name.startsWith("\\") || isUpwards(name)) {
            throw new ArchiveException(
                    archive,
                    position,
                    "member name " + ArchiveException.quote(name)
                            + " leads out of the archive; pg_dump writes no such names");
        }
        if (names.find(name) >= 0) {
            throw new ArchiveException(
                    archive, position, "a second member has the name " + ArchiveException.quote(name));
        }
        int place = names.size();
        if (place == sizes.length) {
            offsets = Arrays.copyOf(offsets, 2 * place);
            sizes = Arrays.copyOf(sizes, 2 * place);
        }
        names.add(name);
        offsets[place] = member.offset();
        sizes[place] = member.size();
    }

    private static boolean isUpwards(String name) {
        if (!name.contains("..")) {
            return false;
        }
        for (String part : name.split("[/\\\\]", -1)) {
            if (part.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static TarHeader decode(String archive, long position, byte[] block) {
        try {
            return TarHeader.decode(block);
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(archive, position, e.getMessage() + "; the file is damaged, copy it again", e);
        }
    }

    private static void readBlock(
            FileChannel channel, String archive, long position, long fileSize, byte[] block, int members)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(block);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                String problem;
                if (fileSize == 0) {
                    problem = "the file is empty";
                } else if (position == 0) {
                    buffer.put(new byte[buffer.remaining()]);
                    refuseOtherFormats(archive, block);
                    problem = "the file has " + fileSize + " bytes, which is too short for an archive of pg_dump";
                } else {
                    problem = "the file ends without an end mark after " + members
                            + " members: it was cut off, copy it again";
                }
                throw new ArchiveException(archive, Math.min(position, fileSize), problem);
            }
        }
    }

    private static void refuseOtherFormats(String archive, byte[] block) {
        String start = new String(block, StandardCharsets.ISO_8859_1);
        String problem = null;
        if (start.startsWith("PGDMP")) {
            problem = "this is pg_dump's custom format; dump again with pg_dump -Ft";
        } else if (start.startsWith("\u001f\u008b")) {
            problem = "this is compressed with gzip; unpack it with gunzip first";
        } else if (start.startsWith("(\u00b5/\u00fd")) {
            problem = "this is compressed with zstd; unpack it with unzstd first";
        } else if (start.startsWith("BZh")) {
            problem = "this is compressed with bzip2; unpack it with bunzip2 first";
        } else if (start.startsWith("\u00fd7zXZ")) {
            problem = "this is compressed with xz; unpack it with unxz first";
        } else if (start.startsWith("PK\u0003\u0004")) {
            problem = "this is a zip file; unpack it first";
        } else if (start.startsWith("--\n-- PostgreSQL database")) {
            problem = "this is a plain SQL script; run it with psql";
        }
        if (problem != null) {
            throw new ArchiveException(archive, 0, problem);
        }
    }
}
