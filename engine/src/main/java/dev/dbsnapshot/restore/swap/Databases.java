package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.List;
import java.util.Optional;

/** The databases of a server, seen and changed from a third one. Not thread-safe. */
final class Databases {

    private static final String SELECT = "SELECT oid, datname, datallowconn FROM pg_catalog.pg_database WHERE ";

    private final Session third;

    Databases(Session third) {
        this.third = third;
    }

    /**
     * A database.
     *
     * @param oid what stays when it is renamed
     * @param open whether anybody can connect to it
     */
    record Entry(long oid, String name, boolean open) {}

    Optional<Entry> find(String name) {
        return one(SELECT + "datname = " + SqlText.literal(name));
    }

    Optional<Entry> find(long oid) {
        return one(SELECT + "oid = " + oid);
    }

    /** Those that begin like this. */
    List<Entry> startingWith(String prefix) {
        return read(SELECT + "pg_catalog.starts_with(datname::pg_catalog.text, " + SqlText.literal(prefix)
                + ") ORDER BY datname");
    }

    Entry require(String name) {
        return find(name)
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.CONFLICT,
                        "database " + name + " is not there any more; look at what happened to it"));
    }

    private Optional<Entry> one(String sql) {
        return read(sql).stream().findFirst();
    }

    private List<Entry> read(String sql) {
        return third.query(sql, row -> new Entry(row.oid("oid"), row.text("datname"), row.bool("datallowconn")));
    }

    /** Lets nobody connect to it any more, superusers neither, or lets them again. */
    void allowConnections(String name, boolean allowed) {
        third.execute("ALTER DATABASE " + SqlText.id(name) + " WITH ALLOW_CONNECTIONS " + allowed);
    }

    /** Drops it if it is there, and ends its sessions before. */
    void drop(String name) {
        if (find(name).isEmpty()) {
            return;
        }
        if (isInvalid(name)) {
            third.execute("DROP DATABASE IF EXISTS " + SqlText.id(name));
            return;
        }
        third.execute("ALTER DATABASE " + SqlText.id(name) + " WITH IS_TEMPLATE false");
        allowConnections(name, false);
        new OtherSessions(third, name).end();
        third.execute("DROP DATABASE IF EXISTS " + SqlText.id(name));
    }

    // A DROP DATABASE that did not come to its end leaves one that nobody can connect to or change, only drop
    // (database_is_invalid_form, in every minor release since August 2023).
    private boolean isInvalid(String name) {
        return third.query(
                        "SELECT datconnlimit = -2 AS invalid FROM pg_catalog.pg_database WHERE datname = "
                                + SqlText.literal(name),
                        row -> row.bool("invalid"))
                .contains(true);
    }
}
