package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import dev.dbsnapshot.testdata.Samples;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Given a database with every option of tables, views, sequences and foreign tables. */
class RelationEntriesTest {

    @TempDir
    private Path folder;

    static List<Integer> allMajors() {
        return IntStream.rangeClosed(PostgresServer.OLDEST, PostgresServer.NEWEST)
                .boxed()
                .toList();
    }

    static List<Integer> majorsWithPgDump() {
        return RealPrograms.majors();
    }

    @Test
    void pgDumpOfFifteenIsThereToCompareWith() {
        assertThat(RealPrograms.find(15)).as(RealPrograms.missing(15)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("majorsWithPgDump")
    void ourEntriesEqualThoseOfPgDump(int major) throws SQLException, IOException {
        PostgresServer server = PostgresServer.shared(major);
        String database = Samples.RELATIONS.createOn(server);
        Path archive = folder.resolve("real.tar");
        RealPrograms.of(major)
                .dump(server, database, "-Ft", "--no-owner", "--no-privileges", "--file", archive.toString());

        EntryComparison comparison =
                EntryComparison.of(RealArchive.read(archive).entries(), OurEntries.of(server, database), entry -> true);

        assertThat(comparison.isEqual()).as(comparison.report(30)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("allMajors")
    void everyRelationHasItsEntry(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        String database = Samples.RELATIONS.createOn(server);

        Map<String, Long> entries = OurEntries.of(server, database).stream()
                .filter(entry -> List.of(
                                "TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE", "TABLE ATTACH")
                        .contains(entry.desc()))
                .collect(Collectors.groupingBy(TocEntry::desc, TreeMap::new, Collectors.counting()));

        assertThat(entries).isEqualTo(relations(server, database));
    }

    private static Map<String, Long> relations(PostgresServer server, String database) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                    SELECT k.desc, count(*) FROM pg_class c
                    JOIN (VALUES ('r', 'TABLE'), ('p', 'TABLE'), ('v', 'VIEW'), ('m', 'MATERIALIZED VIEW'),
                      ('f', 'FOREIGN TABLE'), ('S', 'SEQUENCE')) AS k (relkind, "desc") ON k.relkind = c.relkind::text
                    WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE length(nspname) = 1 OR nspname ~ '^R')
                    GROUP BY 1
                    UNION ALL
                    SELECT 'TABLE ATTACH', count(*) FROM pg_class WHERE relispartition AND relkind IN ('r', 'p', 'f')
                    -- Before 14 pg_dump attaches a partition in the entry of its table.
                    HAVING current_setting('server_version_num')::int >= 140000
                    """)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }
}
