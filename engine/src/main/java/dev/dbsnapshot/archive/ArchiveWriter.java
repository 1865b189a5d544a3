package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.Manifest.MemberRecord;
import dev.dbsnapshot.toc.Toc;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archive as pg_dump does: {@code toc.dat}, then one member after the other, {@code restore.sql}, and
 * {@code manifest.json} at the very end. A member's header is written when its size is known, into the place that was
 * left for it, so nothing is stored twice.
 *
 * <p>Writes to a channel that the caller opens, syncs and closes, from its beginning on. Not safe for use by several
 * threads.
 */
public final class ArchiveWriter {

    private static final int BUFFER = 1 << 16;

    /** From this size on content goes into the file as it comes; less is gathered, as the rows of small tables. */
    private static final int LARGE = 1 << 14;

    private final FileChannel channel;
    private final String archive;
    private final Instant modified;
    private final MemberRecords.Builder written = new MemberRecords.Builder();

    /** Where the archive ends so far. */
    private long position;

    /** What the archive ends with and the file does not have yet. */
    private final ByteBuffer recent = ByteBuffer.allocateDirect(BUFFER);

    private @Nullable OpenMember current;
    private boolean finished;

    /**
     * Begins an archive.
     *
     * @param channel an empty file, open for writing
     * @param archive what messages call the file
     * @param modified the time that the headers of all members carry
     */
    public ArchiveWriter(FileChannel channel, String archive, Instant modified) {
        this.channel = channel;
        this.archive = archive;
        this.modified = modified;
    }

    /**
     * Writes the table of contents, which has to be the first member, in the version that it names.
     *
     * @param zone the time zone of its creation time
     */
    public void writeToc(Toc toc, ZoneId zone) {
        try (MemberWriter member = member(MemberNames.TOC)) {
            try (OutputStream out = outputStream(member)) {
                TocWriter.write(toc, zone, out);
            } catch (IOException e) {
                throw cannotWrite(e);
            }
            member.finish(-1);
        }
    }

    /**
     * Begins a member; the one before must be finished.
     *
     * @param name its name, at most 99 ASCII characters; see {@link MemberNames}
     */
    public MemberWriter member(String name) {
        return member(name, null, null);
    }

    /**
     * Begins a member whose content was digested already.
     *
     * @param begun what digested the beginning of it, or {@code null}
     * @param result the digest of all of it, or {@code null} where it is not known
     */
    MemberWriter member(String name, @Nullable MessageDigest begun, byte @Nullable [] result) {
        if (current != null || finished) {
            throw new IllegalStateException("the member or the archive before " + name + " is not finished");
        }
        if (written.size() == 0 && !name.equals(MemberNames.TOC)) {
            throw new IllegalStateException("the first member of an archive is toc.dat, not " + name);
        }
        if (written.has(name)) {
            throw new IllegalStateException("member " + name + " exists");
        }
        OpenMember member = new OpenMember(name, begun == null ? Digests.sha256() : begun, result);
        current = member;
        return member;
    }

    /** The member that was begun and is not finished. */
    OpenMember open() {
        if (current == null) {
            throw new IllegalStateException("no member is open");
        }
        return current;
    }

    /** A place that {@link #reset} goes back to. */
    static final class Mark {
        private final long position;
        private final int members;
        private final @Nullable OpenMember open;
        private final @Nullable MessageDigest digest;
        private final long rows;

        private Mark(long position, int members, @Nullable OpenMember open) {
            this.position = position;
            this.members = members;
            this.open = open;
            this.digest = open == null ? null : Digests.copy(open.digest);
            this.rows = open == null ? -1 : open.rows;
        }
    }

    /** Remembers what was written so far. */
    Mark mark() {
        return new Mark(position, written.size(), current);
    }

    /** Takes back what was written since then; works more than once. */
    void reset(Mark mark) {
        written.cut(mark.members);
        recent.position((int) Math.max(0, mark.position - inFile()));
        position = mark.position;
        current = mark.open;
        if (mark.open != null && mark.digest != null) {
            mark.open.digest = Digests.copy(mark.digest);
            mark.open.rows = mark.rows;
        }
    }

    /** A member's content as a stream, buffered; closing the stream does not end the member. */
    public static OutputStream outputStream(MemberWriter member) {
        return new BufferedOutputStream(new MemberOutputStream(member), BUFFER);
    }

    /** What was written so far, in order; none of it is taken back any more. */
    public List<MemberRecord> written() {
        return written.build();
    }

    /**
     * Ends the archive as pg_dump ends it, without a manifest.
     *
     * @return the size of the file in bytes
     */
    public long finish() {
        if (current != null || finished) {
            throw new IllegalStateException("a member is not finished, or the archive is already");
        }
        finished = true;
        append(ByteBuffer.allocate(2 * TarHeader.BLOCK));
        flush();
        try {
            // After a reset the file may be longer.
            channel.truncate(position);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        return position;
    }

    /**
     * Writes the manifest and ends the archive.
     *
     * @param manifest what the archive says about itself; its members are replaced by those that were written
     * @return the size of the file in bytes
     */
    public long finish(Manifest manifest) {
        try (MemberWriter member = member(MemberNames.MANIFEST)) {
            try (OutputStream out = outputStream(member)) {
                ManifestJson.write(manifest.withMembers(written()), out);
            } catch (IOException e) {
                throw cannotWrite(e);
            }
            member.finish(-1);
        }
        return finish();
    }

    /** How much of the archive is in the file. */
    private long inFile() {
        return position - recent.position();
    }

    private void append(ByteBuffer content) {
        int count = content.remaining();
        if (count > recent.remaining() || count >= LARGE) {
            flush();
        }
        if (count >= LARGE) {
            writeFully(content, position);
        } else {
            recent.put(content);
        }
        position += count;
    }

    /** Overwrites what was appended, all of it in the file or nothing. */
    private void replace(byte[] content, long at) {
        if (at < inFile()) {
            writeFully(ByteBuffer.wrap(content), at);
        } else {
            recent.put((int) (at - inFile()), content);
        }
    }

    /** Hands everything so far to the file, so that it can be read there. */
    public void flush() {
        long at = inFile();
        recent.flip();
        try {
            writeFully(recent, at);
        } finally {
            recent.clear();
        }
    }

    private void writeFully(ByteBuffer content, long at) {
        long next = at;
        try {
            while (content.hasRemaining()) {
                next += channel.write(content, next);
            }
        } catch (IOException e) {
            throw cannotWrite(e, next);
        }
    }

    private SnapshotException cannotWrite(IOException e) {
        return cannotWrite(e, position);
    }

    private SnapshotException cannotWrite(IOException e, long at) {
        return new SnapshotException(
                ErrorCode.IO,
                "cannot write archive " + archive + " at byte " + at + ": " + e.getMessage()
                        + "; free some space, or choose another folder",
                e);
    }

    /** The member that is being written. */
    final class OpenMember implements MemberWriter {
        private final String name;
        private final long header;
        private MessageDigest digest;
        private final byte @Nullable [] result;
        private long rows = -1;

        private OpenMember(String name, MessageDigest digest, byte @Nullable [] result) {
            this.name = name;
            this.digest = digest;
            this.result = result;
            this.header = position;
            append(ByteBuffer.allocate(TarHeader.BLOCK));
        }

        @Override
        public void write(ByteBuffer content) {
            write(content, false);
        }

        /** Appends bytes that the member's digest may know already. */
        void write(ByteBuffer content, boolean digested) {
            requireOpen();
            if (!digested) {
                Digests.update(digest, content);
            }
            append(content);
        }

        /** Appends bytes of a file that the member's digest knows already; the system copies them. */
        void transfer(FileChannel from, long at, long count) {
            requireOpen();
            flush();
            try {
                channel.position(position);
                for (long done = 0; done < count; ) {
                    long moved = from.transferTo(at + done, count - done, channel);
                    if (moved <= 0) {
                        throw new IOException("the file of waiting rows is shorter than what was written to it");
                    }
                    done += moved;
                    position += moved;
                }
            } catch (IOException e) {
                throw cannotWrite(e);
            }
        }

        void addRows(long count) {
            rows = Math.max(rows, 0) + count;
        }

        MemberRecord finish() {
            return finish(rows);
        }

        @Override
        public long size() {
            return position - header - TarHeader.BLOCK;
        }

        @Override
        public MemberRecord finish(long count) {
            requireOpen();
            long size = size();
            append(ByteBuffer.allocate((int) (TarHeader.padded(size) - size)));
            replace(TarHeader.encode(name, size, modified.getEpochSecond()), header);
            current = null;
            MemberRecord record = new MemberRecord(
                    name, size, count, HexFormat.of().formatHex(result == null ? digest.digest() : result));
            written.add(record);
            return record;
        }

        @Override
        public void close() {
            // Without finish, "current" stays set and the archive refuses to go on.
        }

        private void requireOpen() {
            if (current != this) {
                throw new IllegalStateException("member " + name + " is finished");
            }
        }
    }

    /** A member as a stream. */
    private static final class MemberOutputStream extends OutputStream {
        private final MemberWriter member;

        MemberOutputStream(MemberWriter member) {
            this.member = member;
        }

        @Override
        public void write(int b) {
            member.write(ByteBuffer.wrap(new byte[] {(byte) b}));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            member.write(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
