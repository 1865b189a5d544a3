package dev.dbsnapshot.parity;

import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An archive as the judge reads it: on its own, in as few lines as can be, and not with our own reader, so that a
 * mistake which reader and writer share cannot hide.
 *
 * @param file where it is
 * @param version the version of the archive format
 * @param head the header's numbers and strings, but for the time
 * @param entries the table of contents, in the order of the file
 * @param members the tar's members, in the order of the file
 */
record RealArchive(Path file, ArchiveVersion version, List<String> head, List<TocEntry> entries, List<Member> members) {

    /**
     * A member of the tar.
     *
     * @param header its header's fields but name, size, time and checksum
     */
    record Member(String name, long offset, long size, String header) {}

    static RealArchive read(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            List<Member> members = members(in);
            Member toc = members.get(0);
            if (!toc.name().equals("toc.dat")) {
                throw new IOException("the first member of " + file + " is " + toc.name());
            }
            byte[] bytes = new byte[Math.toIntExact(toc.size())];
            in.seek(toc.offset());
            in.readFully(bytes);
            return new Input(ByteBuffer.wrap(bytes)).archive(file, members);
        }
    }

    /** The bytes of a member, which must not be large. */
    byte[] bytes(Member member) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(member.size())];
            in.seek(member.offset());
            in.readFully(bytes);
            return bytes;
        }
    }

    private static List<Member> members(RandomAccessFile in) throws IOException {
        List<Member> members = new ArrayList<>();
        byte[] block = new byte[512];
        for (long position = 0; ; ) {
            in.seek(position);
            in.readFully(block);
            if (block[0] == 0) {
                break;
            }
            String header = new String(block, StandardCharsets.ISO_8859_1);
            String name = header.substring(0, header.indexOf('\0'));
            long size = size(block);
            // Mode, owner and group; the kind of member, "ustar", the names of owner and group; not the times.
            String fields = header.substring(100, 124) + header.substring(156, 345);
            members.add(new Member(name, position + 512, size, fields.replace("\0", "~")));
            position += 512 + (size + 511) / 512 * 512;
        }
        return members;
    }

    private static long size(byte[] block) {
        if (block[124] < 0) {
            return ByteBuffer.wrap(block, 128, 8).getLong();
        }
        return Long.parseLong(
                new String(block, 124, 12, StandardCharsets.ISO_8859_1)
                        .replace("\0", "")
                        .trim(),
                8);
    }

    /** The bytes of toc.dat. */
    private static final class Input {
        private final ByteBuffer bytes;
        private int intSize;

        Input(ByteBuffer bytes) {
            this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        }

        RealArchive archive(Path file, List<Member> members) throws IOException {
            byte[] magic = new byte[5];
            bytes.get(magic);
            if (!new String(magic, StandardCharsets.US_ASCII).equals("PGDMP")) {
                throw new EOFException("no toc.dat");
            }
            List<String> head = new ArrayList<>();
            ArchiveVersion version = new ArchiveVersion(bytes.get(), bytes.get(), bytes.get());
            intSize = bytes.get();
            head.add("version " + version);
            head.add("size of integers " + intSize);
            head.add("size of offsets " + bytes.get());
            head.add("format " + bytes.get());
            head.add("compression " + (version.minor() >= 15 ? bytes.get() : integer()));
            for (int i = 0; i < 7; i++) {
                integer();
            }
            head.add("database " + string());
            head.add("server " + string());
            head.add("pg_dump " + string());
            int count = integer();
            List<TocEntry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                entries.add(entry(version.minor()));
            }
            if (bytes.hasRemaining()) {
                throw new IOException("toc.dat has " + bytes.remaining() + " bytes too many");
            }
            return new RealArchive(file, version, head, entries, members);
        }

        private TocEntry entry(int minor) {
            int dumpId = integer();
            boolean hadDumper = integer() != 0;
            long tableOid = Long.parseLong(string());
            long oid = Long.parseLong(string());
            String tag = string();
            TocEntry.Builder builder = TocEntry.builder(dumpId, string(), section(integer()))
                    .hadDumper(hadDumper)
                    .catalogId(tableOid, oid)
                    .tag(tag)
                    .defn(string())
                    .dropStmt(string())
                    .copyStmt(string())
                    .namespace(string())
                    .tablespace(string());
            if (minor >= 14) {
                builder.tableam(string());
            }
            if (minor >= 16) {
                builder.relkind((char) integer());
            }
            builder.owner(string());
            string(); // Once WITH OIDS.
            List<Integer> dependencies = new ArrayList<>();
            for (String id = string(); id != null; id = string()) {
                dependencies.add(Integer.valueOf(id));
            }
            return builder.dependencies(dependencies).fileName(string()).build();
        }

        private static Section section(int code) {
            return Stream.of(Section.values())
                    .filter(section -> section.code() == code)
                    .findFirst()
                    .orElseThrow();
        }

        private int integer() {
            boolean negative = bytes.get() != 0;
            long value = 0;
            for (int i = 0; i < intSize; i++) {
                value |= (bytes.get() & 0xffL) << (8 * i);
            }
            return (int) (negative ? -value : value);
        }

        private String string() {
            int length = integer();
            if (length < 0) {
                return null;
            }
            byte[] text = new byte[length];
            bytes.get(text);
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(text))
                        .toString();
            } catch (CharacterCodingException e) {
                return new String(text, StandardCharsets.ISO_8859_1); // SQL_ASCII: bytes are bytes.
            }
        }
    }
}
