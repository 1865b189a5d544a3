package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every supported server: backed up, restored into the same major version and into the next one. */
class MajorsTest {

    /** All rows of all tables, as one number each. */
    private static final String ROWS = """
            SELECT coalesce(string_agg(format('%s.%s=%s', n.nspname, c.relname, md5(query_to_xml(
                    format('SELECT t::text FROM ONLY %I.%I t ORDER BY 1', n.nspname, c.relname),
                    true, false, '')::text)), ' ' ORDER BY n.nspname, c.relname), '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void restoresIntoTheSameAndANewerMajorVersion(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        PostgresServer newer = PostgresServer.shared(Math.min(major + 1, PostgresServer.NEWEST));
        String source = Samples.SHOP.createOn(server);

        BackupResult result = Backup.of(spec(server, source)).toFolder(folder).run();

        String same = server.createDatabase();
        Restore.of(result.file(), spec(server, same)).run();
        String next = newer.createDatabase();
        Restore.of(result.file(), spec(newer, next)).run();
        assertThat(rows(server, same)).isEqualTo(rows(server, source)).contains("=");
        assertThat(rows(newer, next)).isEqualTo(rows(server, source));
        Restore.of(result.file(), spec(newer, next)).drop(true).run();
        assertThat(rows(newer, next)).isEqualTo(rows(server, source));
    }

    private static String rows(PostgresServer server, String database) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(ROWS)) {
            result.next();
            return result.getString(1);
        }
    }

    private static ConnectionSpec spec(PostgresServer server, String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
