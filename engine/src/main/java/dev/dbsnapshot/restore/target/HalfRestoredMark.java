package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.HalfRestored;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.connect.Session;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mark of a database that is being replaced by several transactions: a setting of the database, so that everybody
 * sees it from any machine, it goes with the database (DROP DATABASE), comes and goes with a transaction, and no dump
 * brings it into another one unless that is made by {@code pg_restore --create}. The setting is application_name, one of
 * the few that whoever owns no more than the database may set and that change nothing; where the database has one
 * already, or the role does not own it, the setting is that of the role in this database. Immutable.
 *
 * @param id tells this restore from others
 * @param whose what ALTER is applied to
 */
public record HalfRestoredMark(String id, String whose) {

    private static final int ID_BYTES = 4;

    private static final String OWN =
            "setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname =" + " pg_catalog.current_database())";

    private static final String OFFER = """
        SELECT CASE
            WHEN pg_catalog.pg_has_role(d.datdba, 'USAGE') AND NOT EXISTS (SELECT 1 FROM taken WHERE setrole = 0)
                THEN pg_catalog.format('DATABASE %I', d.datname)
            WHEN NOT EXISTS (SELECT 1 FROM taken t JOIN pg_catalog.pg_roles r ON r.oid = t.setrole
                    WHERE r.rolname = current_user)
                THEN pg_catalog.format('ROLE %I IN DATABASE %I', current_user, d.datname)
            ELSE '' END AS whose
        FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
        """;

    private static final String TAKEN = """
        WITH taken AS (SELECT s.setrole FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c (item)
            WHERE s.%s AND pg_catalog.starts_with(c.item, 'application_name=') AND NOT %s)
        """.formatted(OWN, HalfRestored.IS_MARK);

    /** A new mark for the database of a session, which is not set yet; empty if the role has no setting left for it. */
    public static Optional<HalfRestoredMark> offer(Session session) {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return session.query(TAKEN + OFFER, row -> row.text("whose")).stream()
                .filter(whose -> !whose.isEmpty())
                .map(whose -> new HalfRestoredMark(HexFormat.of().formatHex(id), whose))
                .findFirst();
    }

    /** Marks the database; another mark goes. */
    public void set(Session session) {
        remove(session);
        session.execute("SET synchronous_commit = on; ALTER " + whose + " SET application_name ="
                + SqlText.literal(HalfRestored.MARK + id + " has not ended"));
    }

    /** Which restore has marked the database of a session. */
    public static Optional<String> read(Queries session) {
        return session
                .query(
                        "SELECT c.item FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c (item)"
                                + " WHERE s." + OWN + " AND " + HalfRestored.IS_MARK,
                        row -> row.text("item"))
                .stream()
                .map(item -> item.substring(item.indexOf(HalfRestored.MARK) + HalfRestored.MARK.length())
                        .replaceFirst(" .*", ""))
                .findFirst();
    }

    /** Whether a setting of a database, as the catalog has it, is such a mark. */
    public static boolean is(String item) {
        return item.startsWith("application_name=" + HalfRestored.MARK);
    }

    /** All databases of the server that are marked, by their oids. */
    public static Set<Long> databases(Queries session) {
        return session
                .query(
                        "SELECT s.setdatabase FROM pg_catalog.pg_db_role_setting s,"
                                + " pg_catalog.unnest(s.setconfig) c (item) WHERE " + HalfRestored.IS_MARK,
                        row -> row.oid("setdatabase"))
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Takes the mark of the database of a session away, if it has one; within a transaction, when that commits.
     *
     * @throws SnapshotException (PRIVILEGE) that names the statement, if the role may not
     */
    public static void remove(Session session) {
        List<String> resets = session.query("""
            SELECT CASE s.setrole WHEN 0 THEN pg_catalog.format('ALTER DATABASE %I', d.datname)
                ELSE pg_catalog.format('ALTER ROLE %I IN DATABASE %I', pg_catalog.pg_get_userbyid(s.setrole),
                    d.datname) END || ' RESET application_name' AS reset
            FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase,
                pg_catalog.unnest(s.setconfig) c (item)
            WHERE d.datname = pg_catalog.current_database() AND
            """ + HalfRestored.IS_MARK, row -> row.text("reset"));
        for (String reset : resets) {
            try {
                session.execute("SET synchronous_commit = on; " + reset);
            } catch (SnapshotException e) {
                if (e.code() != ErrorCode.PRIVILEGE) {
                    throw e;
                }
                throw e.saying("the role may not take away the mark of a restore that has not ended: let the owner of"
                        + " the database run " + reset);
            }
        }
    }
}
