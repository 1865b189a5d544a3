package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.connect.Session;
import org.jspecify.annotations.Nullable;

/**
 * Cursors that functions have opened and left so, which constraints and generated columns of loaded tables may call: as
 * long as there are any in a session, it is refused COPY FREEZE ({@code ThereAreNoReadyPortals}), and the error would
 * take the whole transaction with it. Nobody fetches from them during a restore. Not thread-safe.
 */
public final class OpenCursors {

    /** What PL/pgSQL, PL/Python, PL/Perl and C open a cursor with; asked once, when all functions are there. */
    private static final String MAY_BE = """
        SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
            WHERE p.oid >= 16384 AND (p.prosrc ~* 'cursor|spi_query' OR (l.lanname = 'c' AND NOT EXISTS (
                SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                    AND d.objid = p.oid AND d.deptype = 'e')))) AS may_be
        """;

    private final Session session;
    private @Nullable Boolean mayBe;

    /** Those of this session; asks nothing yet. */
    public OpenCursors(Session session) {
        this.session = session;
    }

    /** Closes all, if the database has any function that may have opened one. */
    public void close() {
        Boolean asked = mayBe;
        if (asked == null) {
            asked = session.query(MAY_BE, row -> row.bool("may_be")).get(0);
            mayBe = asked;
        }
        if (asked) {
            session.execute("CLOSE ALL");
        }
    }
}
