package dev.dbsnapshot.parity;

import dev.dbsnapshot.backup.SchemaPlan;
import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.toc.TocEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The entries that we would write for a database, without writing an archive. */
final class OurEntries {

    private OurEntries() {}

    static List<TocEntry> of(PostgresServer server, String database) throws SQLException {
        try (Connection connection = server.connect(database)) {
            Session session = new Session(connection, version(connection));
            // As setup_connection of pg_dump, as far as it changes what the server renders.
            session.execute("SET search_path TO ''");
            session.execute("SET DateStyle = ISO");
            session.execute("SET IntervalStyle = POSTGRES");
            session.execute("SET extra_float_digits TO 3");
            session.execute("SET synchronize_seqscans TO off");
            session.execute("SET quote_all_identifiers TO off");
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return SchemaPlan.of(session, Kinds.all(), Selection.EVERYTHING).items().stream()
                    .map(ArchiveItem::entry)
                    .map(entry -> server.major() >= 17 ? entry : withoutRelkind(entry))
                    .toList();
        }
    }

    /** Archives before version 1.16 do not hold it. */
    private static TocEntry withoutRelkind(TocEntry entry) {
        return entry.toBuilder().relkind('\0').build();
    }

    private static ServerVersion version(Connection connection) throws SQLException {
        return new Session(connection, new ServerVersion(0, ""))
                .query(
                        "SELECT current_setting('server_version_num')::integer AS number,"
                                + " current_setting('server_version') AS text",
                        row -> new ServerVersion(row.integer("number"), row.text("text")))
                .get(0);
    }
}
