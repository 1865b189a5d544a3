package dev.dbsnapshot.restore;

import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.LargeObject;
import dev.dbsnapshot.connect.Session;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/**
 * Writes the contents of large objects that exist already, in pieces, several small ones per message. Not thread-safe.
 */
final class LargeObjectLoader {

    private static final int PIECE = 256 * 1024;
    private static final int LONGEST_MESSAGE = 2 * PIECE;

    private final Session session;
    private final StringBuilder message = new StringBuilder();
    private long bytes;

    LargeObjectLoader(Session session) {
        this.session = session;
    }

    /**
     * Writes one.
     *
     * @return how many bytes it has
     */
    long load(ArchiveReader reader, LargeObject object) throws IOException {
        long offset = 0;
        try (InputStream content = reader.open(object.member())) {
            for (byte[] piece = content.readNBytes(PIECE); piece.length > 0; piece = content.readNBytes(PIECE)) {
                message.append("SELECT pg_catalog.lo_put(")
                        .append(object.oid())
                        .append("::pg_catalog.oid, ")
                        .append(offset)
                        .append(", pg_catalog.decode('");
                HexFormat.of().formatHex(message, piece);
                message.append("', 'hex'));\n");
                offset += piece.length;
                if (message.length() >= LONGEST_MESSAGE) {
                    flush();
                }
            }
        }
        bytes += offset;
        return offset;
    }

    void flush() {
        if (!message.isEmpty()) {
            session.execute(message.toString());
            message.setLength(0);
        }
    }

    long bytes() {
        return bytes;
    }
}
