package dev.dbsnapshot.jump;

import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What psql runs around the output of pg_restore, all in one transaction, so that a failure leaves the database as it was.
 *
 * @param before statements before it
 * @param entries the entries that pg_restore writes out
 * @param after statements after it
 * @param dropped how many objects go
 */
record RestoreScript(List<String> before, List<TocEntry> entries, List<String> after, int dropped) {

    static final String ARCHIVE = "restore.tar";
    static final String COMMITTED = "db-snapshot: committed";

    /** The number that all restores of this program lock in a database; see the engine's TargetGuard. */
    private static final String ALONE = """
        DO $db_snapshot$ BEGIN
            IF NOT pg_catalog.pg_try_advisory_xact_lock(1684175475, 1) THEN
                RAISE EXCEPTION 'another restore into this database is running; wait until it has ended';
            END IF;
        END $db_snapshot$\
        """;

    /**
     * Only what reaches COMMIT counts: where pg_restore fails, psql's input ends before it, and the server rolls back.
     * Around large objects pg_restore writes a BEGIN and a COMMIT of its own, which would end the transaction; in what it
     * writes of them alone no other line looks like those.
     */
    private static final String RUN = """
        {
          cat before.sql
          if pg_restore --no-owner --no-privileges -L entries.list -f - restore.tar &&
              { [ ! -s large-objects.list ] ||
                { pg_restore -L large-objects.list -f large-objects.sql restore.tar &&
                  sed -e '/^BEGIN;$/d' -e '/^COMMIT;$/d' large-objects.sql; }; }
          then cat after.sql; fi
        } 2> pg_restore.err | PGOPTIONS="${PGOPTIONS:-} -c client_min_messages=warning" \\
            psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -f -
        code=$?
        cat pg_restore.err >&2
        exit $code
        """;

    /** The script of sh that runs it all. */
    static String run() {
        return RUN;
    }

    /** What comes before pg_restore's output. */
    String beforeText(long lockTimeoutMillis) {
        return "BEGIN;\nSET client_encoding = 'UTF8';\nSET search_path = '';\nSET LOCAL row_security = off;\n"
                + "SET LOCAL statement_timeout = 0;\nSET LOCAL lock_timeout = " + lockTimeoutMillis + ";\n"
                + text(List.of(ALONE)) + text(before) + "SET LOCAL lock_timeout = 0;\n";
    }

    /** What comes after it. */
    String afterText() {
        return "SET client_encoding = 'UTF8';\nSET search_path = '';\nSET LOCAL row_security = off;\n" + text(after)
                + "COMMIT;\n\\echo " + COMMITTED + "\n";
    }

    /** The list of entries that pg_restore takes by {@code -L}. */
    String list() {
        return list(entries.stream().filter(entry -> !isLargeObjectData(entry)).toList());
    }

    /** The same for the data of large objects. */
    String largeObjectList() {
        return list(entries.stream().filter(RestoreScript::isLargeObjectData).toList());
    }

    private static boolean isLargeObjectData(TocEntry entry) {
        return entry.desc().equals("BLOBS");
    }

    private static String list(List<TocEntry> some) {
        return some.stream().map(entry -> entry.dumpId() + ";\n").collect(Collectors.joining());
    }

    private static String text(List<String> statements) {
        return statements.stream().map(statement -> statement + ";\n").collect(Collectors.joining());
    }
}
