package dev.dbsnapshot.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.Samples;
import dev.dbsnapshot.toc.TocEntry;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Types, functions, aggregates, and the kinds that applications rarely make; {@link SchemaParityTest} judges the texts. */
class RareKindsTest {

    private static final Set<String> KINDS = Set.of(
            "ACCESS METHOD",
            "AGGREGATE",
            "CAST",
            "COLLATION",
            "CONVERSION",
            "DOMAIN",
            "EVENT TRIGGER",
            "FOREIGN DATA WRAPPER",
            "FUNCTION",
            "OPERATOR",
            "OPERATOR CLASS",
            "OPERATOR FAMILY",
            "PROCEDURAL LANGUAGE",
            "SERVER",
            "SHELL TYPE",
            "TEXT SEARCH CONFIGURATION",
            "TEXT SEARCH DICTIONARY",
            "TEXT SEARCH PARSER",
            "TEXT SEARCH TEMPLATE",
            "TRANSFORM",
            "TYPE",
            "USER MAPPING");

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void areReadFromServersOfEveryMajorVersion(int major) throws Exception {
        PostgresServer server = PostgresServer.shared(major);
        String database = Samples.RARE_KINDS.createOn(server);
        Set<String> written = new TreeSet<>();
        OurEntries.of(server, database).stream()
                .map(TocEntry::desc)
                .filter(KINDS::contains)
                .forEach(written::add);
        assertEquals(new TreeSet<>(KINDS), written);
    }

    static IntStream majors() {
        return IntStream.rangeClosed(PostgresServer.OLDEST, PostgresServer.NEWEST);
    }
}
