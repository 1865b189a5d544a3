package dev.dbsnapshot.backup;

import dev.dbsnapshot.archive.ArchiveWriter;
import dev.dbsnapshot.archive.MemberNames;
import dev.dbsnapshot.archive.MemberWriter;
import dev.dbsnapshot.connect.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes large objects into an archive: a member each, then the member that lists them. The first piece of several is
 * read at once, so that many small ones take few round trips; memory is bounded by these pieces.
 */
final class LargeObjectReader {

    private static final int TOGETHER = 64;
    private static final int FIRST_PIECE = 64 * 1024;
    private static final int PIECE = 1024 * 1024;

    private record Piece(long oid, ByteBuffer content) {}

    private final Session session;
    private final ArchiveWriter archive;
    private long bytes;

    LargeObjectReader(Session session, ArchiveWriter archive) {
        this.session = session;
        this.archive = archive;
    }

    void write(List<Long> oids, String tocName) {
        StringBuilder list = new StringBuilder();
        for (int from = 0; from < oids.size(); from += TOGETHER) {
            List<Long> some = oids.subList(from, Math.min(from + TOGETHER, oids.size()));
            for (Piece first : firstPieces(some)) {
                writeOne(first);
                list.append(first.oid())
                        .append(' ')
                        .append(MemberNames.largeObject(first.oid()))
                        .append('\n');
            }
        }
        try (MemberWriter member = archive.member(tocName)) {
            member.write(ByteBuffer.wrap(list.toString().getBytes(StandardCharsets.US_ASCII)));
            member.finish(-1);
        }
    }

    long bytes() {
        return bytes;
    }

    private List<Piece> firstPieces(List<Long> oids) {
        String array = String.join(",", oids.stream().map(String::valueOf).toList());
        return session.query(
                "SELECT o.oid, pg_catalog.encode(pg_catalog.lo_get(o.oid, 0, " + FIRST_PIECE + "), 'hex') AS piece"
                        + " FROM pg_catalog.unnest('{" + array
                        + "}'::pg_catalog.oid[]) WITH ORDINALITY AS o (oid, place) ORDER BY o.place",
                row -> new Piece(row.oid("oid"), ByteBuffer.wrap(HexFormat.of().parseHex(row.text("piece")))));
    }

    private void writeOne(Piece first) {
        try (MemberWriter member = archive.member(MemberNames.largeObject(first.oid()))) {
            int last = first.content().remaining();
            int expected = FIRST_PIECE;
            long offset = last;
            member.write(first.content());
            while (last == expected) {
                byte[] next = piece(first.oid(), offset);
                member.write(ByteBuffer.wrap(next));
                offset += next.length;
                last = next.length;
                expected = PIECE;
            }
            member.finish(-1);
            bytes += offset;
        }
    }

    private byte[] piece(long oid, long offset) {
        return session.query(
                        "SELECT pg_catalog.encode(pg_catalog.lo_get(" + oid + "::pg_catalog.oid, " + offset + ", "
                                + PIECE + "), 'hex') AS piece",
                        row -> HexFormat.of().parseHex(row.text("piece")))
                .get(0);
    }
}
