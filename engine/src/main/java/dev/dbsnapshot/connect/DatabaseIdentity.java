package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which database it is, however its server is addressed: by the number that initdb gave the server, its timeline, and
 * the database's name, which a swap gives to another database (so that its oid says less). The timeline tells a copy of
 * a server that was promoted from the server itself.
 */
public final class DatabaseIdentity {

    /** Where nobody may ask, or the server cannot be reached. */
    public static final String UNKNOWN = "";

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseIdentity.class);
    private static final List<String> OTHERS = List.of("postgres", "template1");

    /** object_not_in_prerequisite_state (it takes no connections), invalid_catalog_name (there is none). */
    private static final Set<String> CLOSED = Set.of("55000", "3D000");

    private static final String SQL = """
        SELECT s.system_identifier || '-' || c.timeline_id AS server
        FROM pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c
        """;

    private DatabaseIdentity() {}

    /**
     * Asks in a session with any database of the server, which is in no transaction.
     *
     * @param database the name of the one that is meant
     */
    public static String read(Session session, String database) {
        try {
            return session.query(SQL, row -> row.text("server")).get(0) + "-" + database;
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.PRIVILEGE) {
                throw e;
            }
            LOG.debug("the role may not ask which server it is", e);
            return UNKNOWN;
        }
    }

    /** Whether a session failed because there is no such database, or nobody may connect to it at the moment. */
    public static boolean isClosed(SnapshotException failure) {
        return failure.sqlState().filter(CLOSED::contains).isPresent();
    }

    /**
     * Asks in a session of its own: with the database itself, or with another one if that takes no connections, as it
     * may in the middle of an interrupted swap.
     *
     * @throws SnapshotException if the server cannot be reached or refuses the login
     */
    public static String find(Sessions sessions) {
        String database = sessions.spec().database();
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            return read(session, database);
        } catch (SnapshotException e) {
            if (!isClosed(e)) {
                throw e;
            }
            LOG.debug("database {} cannot be asked which server it is on", database, e);
        }
        for (String other : OTHERS) {
            try (Session session = new Sessions(sessions.spec().withDatabase(other), sessions.transport())
                    .open(SessionPurpose.RESTORE)) {
                return read(session, database);
            } catch (SnapshotException e) {
                LOG.debug("database {} cannot be asked which server it is on", other, e);
            }
        }
        return UNKNOWN;
    }
}
