package dev.dbsnapshot.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A part of the archive's file as a stream. Reads at its own position, so that several can be open at once; large reads
 * bypass the buffer. Not safe for use by several threads.
 */
final class MemberInputStream extends InputStream {

    private static final int BUFFER = 8192;

    private final FileChannel channel;
    private final String archive;
    private final long end;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long position;

    MemberInputStream(FileChannel channel, String archive, long offset, long size) {
        this.channel = channel;
        this.archive = archive;
        this.position = offset;
        this.end = offset + size;
    }

    @Override
    public int read() throws IOException {
        if (!buffer.hasRemaining() && !fill()) {
            return -1;
        }
        return buffer.get() & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!buffer.hasRemaining()) {
            if (length >= BUFFER) {
                return readInto(ByteBuffer.wrap(target, offset, length));
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    @Override
    public long skip(long count) {
        int buffered = (int) Math.max(0, Math.min(count, buffer.remaining()));
        buffer.position(buffer.position() + buffered);
        long beyond = Math.max(0, Math.min(count - buffered, end - position));
        position += beyond;
        return buffered + beyond;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, buffer.remaining() + end - position);
    }

    /** Most members are large objects, and small. */
    private boolean fill() throws IOException {
        if (buffer.capacity() == 0) {
            buffer = ByteBuffer.allocate((int) Math.min(BUFFER, end - position));
        }
        buffer.clear();
        int count = readInto(buffer);
        buffer.flip();
        return count > 0;
    }

    private int readInto(ByteBuffer target) throws IOException {
        if (position >= end) {
            return -1;
        }
        target.limit((int) Math.min(target.limit(), target.position() + (end - position)));
        int count = channel.read(target, position);
        if (count < 0) {
            throw new ArchiveException(archive, position, "the file became shorter while it was read");
        }
        position += count;
        return count;
    }
}
