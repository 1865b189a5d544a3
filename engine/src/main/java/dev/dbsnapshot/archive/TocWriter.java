package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code toc.dat} ({@code WriteHead} and {@code WriteToc}) in any of the versions 1.12 to 1.16. Text is written
 * in the encoding that the entry ENCODING names, UTF-8 where it says SQL_ASCII or is missing.
 */
final class TocWriter {

    private static final int FORMAT_TAR = 3;

    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final TextEncoding encoding;
    private final int intSize;

    /** What was not handed over yet; a stream's own buffer takes a lock for every number. */
    private final byte[] buffer = new byte[BUFFER];

    private int used;

    private TocWriter(OutputStream out, TextEncoding encoding, int intSize) {
        this.out = out;
        this.encoding = encoding;
        this.intSize = intSize;
    }

    /**
     * Writes the whole table of contents.
     *
     * @param zone the time zone of the creation time, which decides about its daylight saving flag
     */
    static void write(Toc toc, ZoneId zone, OutputStream out) throws IOException {
        write(toc, zone, encodingOf(toc), out);
    }

    /** Writes it with texts in an encoding as the caller knows it. */
    static void write(Toc toc, ZoneId zone, TextEncoding encoding, OutputStream out) throws IOException {
        TocWriter writer = new TocWriter(out, encoding, toc.intSize());
        writer.head(toc, zone);
        writer.integer(toc.entries().size());
        for (TocEntry entry : toc.entries()) {
            try {
                writer.entry(entry, toc.version());
            } catch (CharacterCodingException e) {
                throw new SnapshotException(
                        ErrorCode.UNSUPPORTED,
                        "entry " + entry.dumpId() + " (" + entry.desc() + " " + ArchiveException.quote(entry.tag())
                                + ") has text that encoding " + writer.encoding.name() + " cannot hold",
                        e);
            }
        }
        writer.flush();
    }

    private static TextEncoding encodingOf(Toc toc) {
        for (TocEntry entry : toc.entries()) {
            String defn = entry.defn();
            if (entry.desc().equals("ENCODING") && defn != null) {
                String[] parts = defn.split("'", -1);
                return parts.length == 3 ? TextEncoding.of(parts[1]) : TextEncoding.UTF8;
            }
        }
        return TextEncoding.UTF8;
    }

    private void head(Toc toc, ZoneId zone) throws IOException {
        ArchiveVersion version = toc.version();
        out.write("PGDMP".getBytes(StandardCharsets.US_ASCII));
        out.write(version.major());
        out.write(version.minor());
        out.write(version.revision());
        out.write(intSize);
        out.write(toc.offsetSize());
        out.write(FORMAT_TAR);
        if (version.compareTo(ArchiveVersion.V1_15) >= 0) {
            out.write(toc.compression());
        } else {
            integer(toc.compression());
        }
        LocalDateTime created = toc.created();
        integer(created.getSecond());
        integer(created.getMinute());
        integer(created.getHour());
        integer(created.getDayOfMonth());
        integer(created.getMonthValue() - 1);
        integer(created.getYear() - 1900);
        integer(zone.getRules().isDaylightSavings(created.atZone(zone).toInstant()) ? 1 : 0);
        string(toc.databaseName());
        string(toc.serverVersion());
        string(toc.dumpVersion());
    }

    private void entry(TocEntry entry, ArchiveVersion version) throws IOException {
        integer(entry.dumpId());
        integer(entry.hadDumper() ? 1 : 0);
        string(Long.toString(entry.tableOid()));
        string(Long.toString(entry.oid()));
        string(entry.tag());
        string(entry.desc());
        integer(entry.section().code());
        string(entry.defn());
        string(entry.dropStmt());
        string(entry.copyStmt());
        string(entry.namespace());
        string(entry.tablespace());
        if (version.compareTo(ArchiveVersion.V1_14) >= 0) {
            string(entry.tableam());
        }
        if (version.compareTo(ArchiveVersion.V1_16) >= 0) {
            integer(entry.relkind());
        }
        string(entry.owner());
        // Once the flag WITH OIDS, kept for old readers.
        string("false");
        for (int dependency : entry.dependencies()) {
            string(Integer.toString(dependency));
        }
        string(null);
        string(entry.fileName());
    }

    /** A sign byte, then the number, the lowest byte first. */
    private void integer(int value) throws IOException {
        room(1 + intSize);
        buffer[used++] = (byte) (value < 0 ? 1 : 0);
        long rest = Math.abs((long) value);
        for (int i = 0; i < intSize; i++) {
            buffer[used++] = (byte) rest;
            rest >>= 8;
        }
    }

    private void string(@Nullable String text) throws IOException {
        if (text == null) {
            integer(-1);
            return;
        }
        ByteBuffer bytes = encoding.encode(text);
        int length = bytes.remaining();
        integer(length);
        if (length > BUFFER) {
            flush();
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        } else {
            room(length);
            bytes.get(buffer, used, length);
            used += length;
        }
    }

    private void room(int count) throws IOException {
        if (count > BUFFER - used) {
            flush();
        }
    }

    private void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }
}
