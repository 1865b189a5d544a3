package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.Session;
import java.util.List;

/**
 * Event triggers that an extension has: they are not dropped with what users made, and fire on whatever a restore does.
 * Those that users made are dropped first, or stop the restore if the role may not.
 */
final class ForeignEventTriggers {

    /** Replica role avoids those that fire only at the origin. */
    private static final String SQL = """
        SELECT pg_catalog.format('%I of extension %I', t.evtname, e.extname) AS name
        FROM pg_catalog.pg_event_trigger t
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass
            AND d.objid = t.oid AND d.deptype = 'e'
        JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
        WHERE t.evtenabled IN ('O', 'A')
        ORDER BY 1
        """;

    private ForeignEventTriggers() {}

    static List<Finding> findings(Session session) {
        List<String> names = session.query(SQL, row -> row.text("name"));
        if (names.isEmpty()) {
            return List.of();
        }
        return List.of(Finding.warning(
                        "event triggers fire while the restore makes and drops objects, and an error of theirs ends it",
                        "have their owner disable them if it does")
                .naming(names));
    }
}
