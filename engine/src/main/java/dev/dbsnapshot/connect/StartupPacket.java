package dev.dbsnapshot.connect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the driver writes, with one change: the startup packet asks for no time zone, or for the one that the caller
 * wants. The driver always asks for the JVM's, and neither RESET nor a later SET finds out which one the server would
 * have had for the role and the database; but pg_dump renders every timestamptz in that one.
 */
final class StartupPacket extends OutputStream {

    private static final int HEADER = 8;

    /** A startup packet has version 3 of the protocol here; requests for TLS and to cancel have this instead. */
    private static final int REQUEST = 1234;

    private static final int STARTUP = 3;
    private static final String TIME_ZONE = "TimeZone";

    private final OutputStream out;
    private final Optional<String> timeZone;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private boolean passed;

    StartupPacket(OutputStream out, Optional<String> timeZone) {
        this.out = out;
        this.timeZone = timeZone;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (passed) {
            out.write(bytes, offset, length);
            return;
        }
        pending.write(bytes, offset, length);
        ByteBuffer packets = ByteBuffer.wrap(pending.toByteArray());
        while (!passed && packets.remaining() >= HEADER) {
            int size = packets.getInt(packets.position());
            int kind = packets.getShort(packets.position() + Integer.BYTES);
            if (size < HEADER || (kind != STARTUP && kind != REQUEST)) {
                throw new IOException("the driver began with a packet that is unknown here");
            }
            if (packets.remaining() < size) {
                break;
            }
            ByteBuffer packet = packets.slice(packets.position(), size);
            packets.position(packets.position() + size);
            passed = kind == STARTUP;
            out.write(passed ? changed(packet) : bytes(packet));
        }
        pending.reset();
        byte[] rest = bytes(packets);
        if (passed) {
            out.write(rest);
        } else {
            pending.writeBytes(rest);
        }
    }

    private byte[] changed(ByteBuffer packet) throws IOException {
        ByteArrayOutputStream parameters = new ByteArrayOutputStream();
        packet.position(HEADER);
        for (String name = text(packet); !name.isEmpty(); name = text(packet)) {
            String value = text(packet);
            if (!name.equalsIgnoreCase(TIME_ZONE)) {
                add(parameters, name, value);
            }
        }
        timeZone.ifPresent(zone -> add(parameters, TIME_ZONE, zone));
        parameters.write(0);
        ByteBuffer result = ByteBuffer.allocate(HEADER + parameters.size());
        result.putInt(result.capacity()).putInt(packet.getInt(Integer.BYTES)).put(parameters.toByteArray());
        return result.array();
    }

    private static void add(ByteArrayOutputStream parameters, String name, String value) {
        parameters.writeBytes((name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer packet) throws IOException {
        int end = packet.position();
        while (end < packet.limit() && packet.get(end) != 0) {
            end++;
        }
        if (end == packet.limit()) {
            throw new IOException("the driver's startup packet has no end");
        }
        byte[] bytes = new byte[end - packet.position()];
        packet.get(bytes).get();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
