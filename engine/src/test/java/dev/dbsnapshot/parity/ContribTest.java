package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every extension that ships with the server, all in one database. */
class ContribTest {

    @TempDir
    private Path folder;

    static List<Integer> majors() {
        return Judge.majors();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void allExtensionsAtOnceAreDumpedAndRestored(int major) throws IOException, SQLException {
        Judge judge = Judge.of(major, folder);
        String database = judge.server().createDatabase();
        assertThat(installAll(judge.server(), database)).contains("hstore", "ltree", "postgres_fdw", "tablefunc");
        // What an extension lets users change of it: rows of its tables, privileges, and what depends on it.
        judge.server().run(database, """
                CREATE TABLE t (h hstore, l ltree, c citext, g cube);
                CREATE INDEX ON t USING gist (l);
                CREATE INDEX ON t USING gin (h);
                GRANT EXECUTE ON FUNCTION crosstab(text) TO pg_monitor;
                REVOKE EXECUTE ON FUNCTION ltree_in(cstring) FROM PUBLIC;
                CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (dbname 'x');
                INSERT INTO t VALUES ('a=>1', 'a.b', 'C', '(1,2)');
                """);

        Path real = judge.realArchive(database);
        Path ours = judge.ourArchive(database);
        assertThat(ArchiveComparison.of(RealArchive.read(real), RealArchive.read(ours)))
                .isEmpty();
        assertThat(ArchiveComparison.of(
                        RealArchive.read(judge.realArchiveWithOwnersAndPrivileges(database)),
                        RealArchive.read(judge.ourArchiveWithOwnersAndPrivileges(database))))
                .as("with owners and privileges")
                .isEmpty();

        String expected = judge.server().createDatabase();
        judge.restoreReal(real, expected);
        String restored = judge.server().createDatabase();
        judge.restoreOurs(ours, restored);
        assertThat(Judge.difference(judge.dumpText(expected), judge.dumpText(restored)))
                .isEmpty();
        assertThat(extensions(judge.server(), restored)).isEqualTo(extensions(judge.server(), database));
    }

    /** Those that CREATE EXTENSION accepts: some need a library or a language that this machine does not have. */
    private static List<String> installAll(PostgresServer server, String database) throws SQLException {
        List<String> installed = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String name : column(statement, "SELECT name FROM pg_available_extensions ORDER BY name")) {
                try {
                    statement.execute("CREATE EXTENSION IF NOT EXISTS \"" + name + "\" CASCADE");
                    installed.add(name);
                } catch (SQLException e) {
                    assertThat(e.getMessage())
                            .as("%s", name)
                            .containsPattern("could not (load|access|open)|must be loaded via");
                }
            }
        }
        return installed;
    }

    private static List<String> extensions(PostgresServer server, String database) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            return column(statement, "SELECT extname || ' ' || extversion FROM pg_extension ORDER BY 1");
        }
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
