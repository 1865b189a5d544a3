package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Finding.Severity;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds what stands in the way of another database that takes the name of the target. Changes nothing. */
final class SwapPreflight {

    private static final String CLUSTER_BOUND = "which belong to this very database and would stay with the old one";

    private final RestoreJob job;
    private final Session session;
    private final Server server;
    private final List<Finding> findings = new ArrayList<>();

    SwapPreflight(RestoreJob job) {
        this.job = job;
        this.session = job.session();
        this.server = job.server();
    }

    /** Looks at everything, and tells all that was found. */
    List<Finding> find() {
        role();
        thirdDatabase();
        sessions();
        replication();
        preparedTransactions();
        extensions();
        settings();
        publicSchema();
        properties();
        return findings;
    }

    private void role() {
        session.query("""
            SELECT r.rolsuper OR r.rolcreatedb AS creates, r.rolsuper OR pg_catalog.pg_has_role(d.datdba, 'USAGE') AS owns,
                r.rolsuper OR pg_catalog.pg_has_role(d.datdba, '%s') AS becomes,
                pg_catalog.pg_get_userbyid(d.datdba) AS owner, t.spcname,
                d.dattablespace = (SELECT dattablespace FROM pg_catalog.pg_database WHERE datname = 'template0')
                    OR pg_catalog.has_tablespace_privilege(t.oid, 'CREATE') AS spacious
            FROM pg_catalog.pg_roles r, pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
            WHERE r.rolname = current_user AND d.datname = pg_catalog.current_database()
            """.formatted(server.version().atLeast(16) ? "SET" : "MEMBER"), row -> {
            String role = "role " + server.user();
            if (!row.bool("creates")) {
                blocks(
                        ErrorCode.PRIVILEGE,
                        role + " may not create databases (CREATEDB), which a swap needs to make and to rename"
                                + " them",
                        "ALTER ROLE " + SqlText.id(server.user()) + " CREATEDB as superuser, or restore in place");
            }
            if (!row.bool("owns") || !row.bool("becomes")) {
                blocks(
                        ErrorCode.PRIVILEGE,
                        role + " is not the owner of database " + server.database() + ", who is " + row.text("owner"),
                        "restore as that role or as superuser");
            }
            if (!row.bool("spacious")) {
                blocks(
                        ErrorCode.PRIVILEGE,
                        role + " may create nothing in tablespace " + row.text("spcname") + ", where the database is",
                        "GRANT CREATE ON TABLESPACE " + SqlText.id(row.text("spcname")) + " to it");
            }
            return 0;
        });
    }

    private void thirdDatabase() {
        try {
            ThirdDatabase.open(job.sessions(), ThirdDatabase.candidates(session, server.database()))
                    .close();
        } catch (SnapshotException e) {
            blocks(e.code(), String.valueOf(e.getMessage()), "");
        }
    }

    private void sessions() {
        List<String> firm = names("""
            SELECT DISTINCT coalesce(a.usename::pg_catalog.text, a.usesysid::pg_catalog.text) AS name
            FROM pg_catalog.pg_stat_activity a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
            WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()
                AND a.usesysid IS NOT NULL
                AND NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
                AND (coalesce(r.rolsuper, true) OR NOT (pg_catalog.pg_has_role(a.usesysid, 'USAGE')
                    OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')))
            ORDER BY 1\
            """);
        if (!firm.isEmpty()) {
            blocks(
                    ErrorCode.PRIVILEGE,
                    "sessions of other roles are connected to database " + server.database() + ", and role "
                            + server.user() + " may not end them",
                    "end them, or GRANT pg_signal_backend TO " + SqlText.id(server.user())
                            + " (which does not reach superusers)",
                    firm);
        }
    }

    private void replication() {
        List<String> slots = names("""
            SELECT slot_name AS name FROM pg_catalog.pg_replication_slots
            WHERE database = pg_catalog.current_database() ORDER BY 1\
            """);
        if (!slots.isEmpty()) {
            List<String> publications =
                    names("SELECT 'publication ' || pubname AS name FROM pg_catalog.pg_publication ORDER BY 1");
            blocks(
                    ErrorCode.CONFLICT,
                    "logical replication reads database " + server.database() + " by slots, " + CLUSTER_BOUND,
                    "drop the slots (pg_drop_replication_slot) and set up the subscribers anew afterwards, or restore"
                            + " in place",
                    Stream.concat(slots.stream().map(slot -> "slot " + slot), publications.stream())
                            .toList());
        }
        List<String> subscriptions = names("""
            SELECT subname AS name FROM pg_catalog.pg_subscription WHERE subdbid =
                (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) ORDER BY 1\
            """);
        if (!subscriptions.isEmpty()) {
            blocks(
                    ErrorCode.CONFLICT,
                    "database " + server.database() + " has subscriptions, " + CLUSTER_BOUND,
                    "drop them, and create them anew afterwards",
                    subscriptions);
        }
    }

    private void preparedTransactions() {
        List<String> prepared = names("""
            SELECT gid AS name FROM pg_catalog.pg_prepared_xacts
            WHERE database = pg_catalog.current_database() ORDER BY 1\
            """);
        if (!prepared.isEmpty()) {
            blocks(
                    ErrorCode.CONFLICT,
                    "database " + server.database() + " has prepared transactions, with which it cannot be renamed",
                    "COMMIT PREPARED or ROLLBACK PREPARED them",
                    prepared);
        }
    }

    /** In place they would stay; a new database has only what the role can make in it. */
    private void extensions() {
        if (server.superuser()) {
            return;
        }
        String trusted = server.version().atLeast(13) ? "NOT v.superuser OR v.trusted" : "NOT v.superuser";
        List<String> creatable =
                names("SELECT name FROM pg_catalog.pg_available_extension_versions v WHERE " + trusted);
        Function<TocEntry, String> tag = entry -> String.valueOf(entry.tag());
        List<String> wanted = job.toc().entries().stream()
                .filter(entry -> entry.desc().equals("EXTENSION"))
                .map(tag)
                .filter(name -> !creatable.contains(name) && !name.equals("plpgsql"))
                .toList();
        if (!wanted.isEmpty()) {
            blocks(
                    ErrorCode.PRIVILEGE,
                    "the snapshot has extensions that only a superuser can create in a new database",
                    "restore in place, where they stay, or as superuser",
                    wanted);
        }
        List<String> lost = names("SELECT extname AS name FROM pg_catalog.pg_extension ORDER BY 1").stream()
                .filter(name -> !creatable.contains(name) && !name.equals("plpgsql") && !wanted.contains(name))
                .toList();
        if (!lost.isEmpty()) {
            findings.add(Finding.warning(
                            "extensions of database " + server.database() + " are not in the snapshot, and will not be"
                                    + " in the new database",
                            "let a superuser create them there afterwards")
                    .naming(lost));
        }
    }

    private void settings() {
        if (server.superuser()) {
            return;
        }
        String granted = server.version().atLeast(15)
                ? "pg_catalog.has_parameter_privilege(pg_catalog.split_part(c.item, '=', 1), 'SET')"
                : "false";
        List<String> firm = names("""
            SELECT CASE WHEN s.setrole = 0 THEN '' ELSE 'role ' || pg_catalog.pg_get_userbyid(s.setrole) || ': ' END
                || pg_catalog.split_part(c.item, '=', 1) AS name
            FROM pg_catalog.pg_db_role_setting s, LATERAL pg_catalog.unnest(s.setconfig) AS c (item)
            WHERE s.setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                AND ((s.setrole <> 0 AND s.setrole <> (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
                        AND NOT (SELECT rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user))
                    OR coalesce((SELECT g.context IN ('superuser', 'internal', 'postmaster', 'sighup') FROM pg_catalog.pg_settings g
                        WHERE pg_catalog.lower(g.name) = pg_catalog.lower(pg_catalog.split_part(c.item, '=', 1))),
                        true) AND NOT %s)
            ORDER BY 1\
            """.formatted(granted));
        if (!firm.isEmpty()) {
            blocks(
                    ErrorCode.PRIVILEGE,
                    "database " + server.database() + " has settings that role " + server.user()
                            + " may not give to the new one",
                    "ALTER DATABASE ... RESET them, or restore as superuser or in place",
                    firm);
        }
    }

    /** Before 15 it belongs to the bootstrap superuser in a new database, and the database's owner can change nothing of it. */
    private void publicSchema() {
        if (server.superuser() || server.version().atLeast(15)) {
            return;
        }
        List<String> owners = names("""
            SELECT pg_catalog.pg_get_userbyid(n.nspowner) AS name FROM pg_catalog.pg_namespace n
            WHERE n.nspname = 'public' AND NOT pg_catalog.pg_has_role(10, 'USAGE') AND (n.nspowner <> 10
                OR (SELECT pg_catalog.count(*) <> 4 OR NOT pg_catalog.bool_and(grantor = 10 AND grantee IN (0, 10)
                        AND NOT is_grantable) FROM pg_catalog.aclexplode(n.nspacl)))\
            """);
        if (!owners.isEmpty()) {
            blocks(
                    ErrorCode.PRIVILEGE,
                    "schema public of database " + server.database() + " has an owner (" + String.join(", ", owners)
                            + ") or privileges that role " + server.user() + " may not give to that of a new database",
                    "restore as superuser, or in place");
        }
    }

    private void properties() {
        session.query("""
            SELECT datistemplate, pg_catalog.pg_size_pretty(pg_catalog.pg_database_size(oid)) AS size
            FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
            """, row -> {
            if (row.bool("datistemplate")) {
                findings.add(Finding.warning(
                        "database " + server.database() + " is a template, and so will the new one be; whoever"
                                + " copies it while names are exchanged is refused or ended",
                        "see that nobody creates databases from it meanwhile"));
            }
            findings.add(new Finding(
                    Severity.NOTE,
                    ErrorCode.CONFLICT,
                    "the old database stays beside the new one, so that the server's disk needs room for both"
                            + " (the old one has " + row.text("size") + ")",
                    ""));
            return 0;
        });
    }

    private List<String> names(String sql) {
        return session.query(sql, row -> row.text("name"));
    }

    private void blocks(ErrorCode code, String what, String remedy) {
        blocks(code, what, remedy, List.of());
    }

    private void blocks(ErrorCode code, String what, String remedy, List<String> names) {
        findings.add(Finding.blocks(code, what, remedy).naming(names));
    }
}
