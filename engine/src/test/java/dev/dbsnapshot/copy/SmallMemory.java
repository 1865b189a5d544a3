package dev.dbsnapshot.copy;

import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Collections;

/** A program of its own, so that a test can run it with a heap that is smaller than what it copies. */
final class SmallMemory {

    private static final int MEGABYTE = 1_000_000;

    private SmallMemory() {}

    public static void main(String[] arguments) {
        ConnectionSpec spec = ConnectionSpec.builder().dsn(arguments[0]).build();
        try (Session session = new Sessions(spec, new Direct()).open(SessionPurpose.RESTORE)) {
            Copied row = new CopyOut(session)
                    .raw("a row", "COPY (SELECT repeat('0123456789', 10000000)) TO stdout", bytes -> {});
            Copied table = new CopyOut(session)
                    .raw(
                            "a table",
                            "COPY (SELECT repeat('x', 999) FROM generate_series(1, 150000)) TO stdout",
                            bytes -> {});
            Copied value = new CopyIn(session).member("public.t", "COPY public.t FROM stdin;", hundredMegabytes());
            System.out.println(row + " " + table + " " + value);
        }
    }

    private static InputStream hundredMegabytes() {
        byte[] piece = new byte[MEGABYTE];
        Arrays.fill(piece, (byte) 'y');
        InputStream value = new SequenceInputStream(Collections.enumeration(Collections.nCopies(100, piece).stream()
                .map(bytes -> (InputStream) new ByteArrayInputStream(bytes))
                .toList()));
        return new SequenceInputStream(
                value, new ByteArrayInputStream("\n\\.\n\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }
}
