package dev.dbsnapshot.parity;

import dev.dbsnapshot.backup.SchemaPlan;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;

/** The entries that we would write for a database, without writing an archive. */
final class OurEntries {

    private OurEntries() {}

    static List<TocEntry> of(PostgresServer server, String database) {
        return of(server, database, Selection.EVERYTHING);
    }

    static List<TocEntry> of(PostgresServer server, String database, Selection selection) {
        ConnectionSpec spec = ConnectionSpec.builder()
                .host(server.host())
                .port(server.port())
                .user(server.user())
                .database(database)
                .build();
        try (Session session = new Sessions(spec, new Direct()).open(SessionPurpose.DUMP)) {
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return SchemaPlan.of(session, Kinds.all(), selection).items().stream()
                    .map(ArchiveItem::entry)
                    .map(entry -> server.major() >= 17 ? entry : withoutRelkind(entry))
                    .toList();
        }
    }

    /** Archives before version 1.16 do not hold it. */
    private static TocEntry withoutRelkind(TocEntry entry) {
        return entry.toBuilder().relkind('\0').build();
    }
}
