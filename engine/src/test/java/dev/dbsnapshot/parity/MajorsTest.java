package dev.dbsnapshot.parity;

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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every supported server: backed up, restored into the same major version and into the next one. */
class MajorsTest {

    /** All rows of all tables, as one number each. */
    private static final String ROWS = """
        SELECT coalesce(string_agg(format('%s.%s=%s', n.nspname, c.relname, md5(query_to_xml(
                format('SELECT to_jsonb(t)::text FROM ONLY %I.%I t ORDER BY 1', n.nspname, c.relname),
                true, false, '')::text)), ' ' ORDER BY n.nspname, c.relname), '')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        """;

    private static final Pattern PG_DUMPS_OWN =
            Pattern.compile("DATABASE|^COMMENT - EXTENSION|^TABLE(?: DATA)? hr (?:adopted|book|product)$|^TABLE parts"
                    + " measurement$|^BLOB");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void restoresIntoTheSameAndANewerMajorVersion(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        PostgresServer newer = PostgresServer.shared(Math.min(major + 1, PostgresServer.NEWEST));
        String source = Samples.APPLICATION.createOn(server);
        Samples.APPLICATION.createOn(newer); // For its roles.

        BackupResult result = Backup.of(spec(server, source)).toFolder(folder).run();

        String same = server.createDatabase();
        Restore.of(result.file(), spec(server, same)).run();
        String next = newer.createDatabase();
        Restore.of(result.file(), spec(newer, next)).run();
        assertThat(rows(server, same)).isEqualTo(rows(server, source)).contains("=");
        assertThat(rows(newer, next)).isEqualTo(rows(server, source));
        Map<String, String> expected = definitions(server, source);
        assertThat(different(expected, definitions(server, same))).isEmpty();
        assertThat(different(expected, definitions(newer, next)))
                .allMatch(
                        key -> isRenderedByTheServer(key) || isAttachedInAnotherEntry(key, major),
                        "a text that the next major version writes in another way");
        Restore.of(result.file(), spec(newer, next)).drop(true).run();
        assertThat(rows(newer, next)).isEqualTo(rows(server, source));
    }

    /**
     * What a newer major version writes in another way: 14 names the multirange of a range and spells IN out for
     * procedures, 16 leaves out names of tables in views where there is but one.
     */
    private static boolean isRenderedByTheServer(String key) {
        return Stream.of("VIEW ", "MATERIALIZED VIEW ", "RULE ", "TYPE app float_range", "TYPE app text_range")
                        .anyMatch(key::startsWith)
                || key.contains("PROCEDURE app do_nothing(")
                || key.contains("app PROCEDURE do_nothing(");
    }

    /** From 14 on, a partition is attached in an entry of its own, up to 13 in that of its table. */
    private static boolean isAttachedInAnotherEntry(String key, int major) {
        return major == 13 && (key.startsWith("TABLE ATTACH parts ") || key.startsWith("TABLE parts "));
    }

    /** What is in one only, or not alike in both. */
    private static Set<String> different(Map<String, String> expected, Map<String, String> actual) {
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        keys.removeIf(key -> Objects.equals(expected.get(key), actual.get(key)));
        return keys;
    }

    /**
     * The texts that we would write, which the tests of parity compare with pg_dump's. Not compared is what pg_dump's own
     * round trip changes: it does not restore the database's properties, CREATE EXTENSION makes a comment that was
     * dropped, tables that inherit have their parent's columns first, not-null constraints of 18
     * have other names where their partitions' were first, and large objects, which 17 groups by owner, belong to
     * the role that restores.
     */
    private static Map<String, String> definitions(PostgresServer server, String database) {
        Map<String, String> definitions = new TreeMap<>();
        for (ComparedEntry entry : ComparedEntry.of(OurEntries.of(server, database))) {
            if (PG_DUMPS_OWN.matcher(entry.key()).find()) {
                continue;
            }
            Map<String, String> fields = entry.fields();
            definitions.put(
                    entry.key(),
                    String.join(
                            "\n",
                            fields.get("definition"),
                            fields.get("drop statement"),
                            fields.get("copy statement"),
                            fields.get("tablespace"),
                            fields.get("table access method")));
        }
        return definitions;
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
