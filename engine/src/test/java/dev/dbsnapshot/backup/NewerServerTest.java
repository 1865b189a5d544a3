package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Sample;
import dev.dbsnapshot.testdata.Samples;
import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.TocEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server of a major version that does not exist yet is dumped as the newest that is known. */
class NewerServerTest {

    private static final PostgresServer SERVER = PostgresServer.shared(PostgresServer.NEWEST);

    static Stream<Sample> samples() {
        return Stream.of(Samples.APPLICATION, Samples.RARE_KINDS, Samples.REPLICATION);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void itsEntriesAreThoseOfTheNewest(Sample sample) throws SQLException {
        String database = sample.createOn(SERVER);
        assertThat(entries(database, PostgresServer.NEWEST + 1)).isEqualTo(entries(database, PostgresServer.NEWEST));
        assertThat(entries(database, 99)).isNotEmpty();
    }

    @Test
    void itsArchivesHaveTheNewestVersion() {
        assertThat(ArchiveVersion.ofServerMajor(PostgresServer.NEWEST + 1)).isEqualTo(ArchiveVersion.V1_16);
    }

    private static List<TocEntry> entries(String database, int major) throws SQLException {
        try (Connection connection = SERVER.connect(database)) {
            Session session = new Session(connection, new ServerVersion(major * 10000, major + ".0"));
            session.execute("SET search_path TO ''");
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            Selection selection = Selection.of(session, DumpOptions.DEFAULT).withPrivileges(true);
            return SchemaPlan.of(session, Kinds.all(), selection).items().stream()
                    .map(ArchiveItem::entry)
                    .toList();
        }
    }
}
