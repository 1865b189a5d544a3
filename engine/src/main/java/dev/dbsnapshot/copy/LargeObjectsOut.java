package dev.dbsnapshot.copy;

import dev.dbsnapshot.connect.Session;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads large objects, thousands of them in one round trip: a COPY in binary format returns their content in pieces.
 * Memory is one small buffer. Not safe for use by several threads.
 */
public final class LargeObjectsOut {

    private static final int PIECE = 1 << 18;
    private static final int OBJECTS_PER_STATEMENT = 5000;

    /**
     * Seeking to the end (whence 2) tells an object's size; pg_largeobject itself is for superusers only. OFFSET 0 keeps
     * the planner from evaluating lo_open again. 262144 is INV_READ.
     */
    private static final String SQL = """
        COPY (SELECT sized.oid::pg_catalog.int8, piece.start,
                     pg_catalog.lo_get(sized.oid, piece.start, %1$s)
                FROM (SELECT opened.oid, pg_catalog.lo_lseek64(opened.fd, 0, 2) AS size,
                             pg_catalog.lo_close(opened.fd)
                        FROM (SELECT given.oid, pg_catalog.lo_open(given.oid, 262144) AS fd
                                FROM pg_catalog.unnest('{%2$s}'::pg_catalog.oid[]) AS given(oid)
                              OFFSET 0) AS opened
                      OFFSET 0) AS sized
               CROSS JOIN LATERAL pg_catalog.generate_series(
                     0::pg_catalog.int8, GREATEST(sized.size - 1, 0), %1$s::pg_catalog.int8) AS piece(start))
          TO stdout WITH (FORMAT binary)
        """;

    private final Session session;

    /**
     * Reads through this session, which was opened by {@link dev.dbsnapshot.connect.Sessions}.
     *
     * @param session an idle session
     */
    public LargeObjectsOut(Session session) {
        this.session = session;
    }

    /**
     * Reads objects in the order given.
     *
     * @param oids which
     * @param sink where they go
     * @return how many bytes all of them have
     * @throws dev.dbsnapshot.api.SnapshotException as {@link CopyOut#raw}; PRIVILEGE if the role may not read one
     */
    public long read(List<Long> oids, LargeObjectSink sink) {
        long bytes = 0;
        for (int first = 0; first < oids.size(); first += OBJECTS_PER_STATEMENT) {
            List<Long> some = oids.subList(first, Math.min(oids.size(), first + OBJECTS_PER_STATEMENT));
            LargeObjectPieces pieces = new LargeObjectPieces(some, PIECE, sink);
            String array = some.stream().map(String::valueOf).collect(Collectors.joining(","));
            new CopyOut(session).raw("large objects", SQL.formatted(PIECE, array), pieces);
            bytes += pieces.finish();
        }
        return bytes;
    }
}
