package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SafetySnapshot;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.ArrayList;
import java.util.List;

/**
 * What keeps the role from backing up the live database before a restore: an owner may replace rows that its own row
 * security hides from it, but not read all of them. The restore lifts FORCE ROW LEVEL SECURITY inside its transaction,
 * which a backup cannot do: the sessions that read the rows would not see a change that nobody has committed, readers of
 * the application would wait for the ACCESS EXCLUSIVE lock until the backup ends, and what its own session reads of
 * the catalogs would lack FORCE. If it were committed, a process that dies would leave the policies lifted.
 */
public final class SafetyReading {

    private static final String TABLES = """
        SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
            c.relkind IN ('r', 'p') AND pg_catalog.row_security_active(c.oid) AS hidden,
            NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE') OR NOT CASE c.relkind
                WHEN 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT')
                ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END AS closed
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't'
            AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
        ORDER BY 1
        """;

    private static final String OR_WITHOUT = ", or go without one (--no-safety-snapshot)";

    private SafetyReading() {}

    /** Whatever the safety snapshot could not read, if this path takes one. */
    public static List<Finding> findings(RestoreJob job, RestorePath path) {
        boolean destroys = path == RestorePath.DATA_ONLY || path == RestorePath.DROP_AND_RESTORE;
        if (!destroys
                || job.server().halfRestored()
                || job.options().strategy() == RestoreStrategy.SWAP
                || !job.options().safetySnapshot()
                || job.safety() == SafetySnapshot.NONE) {
            return List.of();
        }
        List<String> hidden = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        job.session().query(TABLES, row -> {
            if (row.bool("closed")) {
                closed.add(row.text("name"));
            } else if (row.bool("hidden")) {
                hidden.add(row.text("name"));
            }
            return 0;
        });
        List<Finding> findings = new ArrayList<>();
        if (!hidden.isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.PRIVILEGE,
                            "the safety snapshot needs all rows, and row security may hide some from role "
                                    + job.server().user(),
                            "let a superuser run ALTER ROLE "
                                    + SqlText.id(job.server().user()) + " BYPASSRLS" + OR_WITHOUT)
                    .naming(hidden));
        }
        if (!closed.isEmpty()) {
            findings.add(Finding.blocks(
                            ErrorCode.PRIVILEGE,
                            "role " + job.server().user() + " may not read what the safety snapshot backs up",
                            "GRANT USAGE on the schemas and SELECT on these to it" + OR_WITHOUT)
                    .naming(closed));
        }
        return findings;
    }
}
