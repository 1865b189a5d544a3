package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Copied rows say what rows say that are looked at one by one. */
class CopiedRowsTest {

    private static final List<String> ARRAYS = List.of(
            "'{}'::text[]",
            "'{a,b}'::text[]",
            "ARRAY['a b', 'c,d', 'e\"f', 'g\\h', '', 'null', 'NULL', '{', '}', ' x ', 'ü 日']",
            "ARRAY[NULL, 'x', NULL]::text[]",
            "'[0:1]={p,q}'::text[]",
            "'{1,-2}'::int[]",
            "'{1,2}'::oid[]",
            "NULL::text[]");

    @Test
    void theyHoldTheSameTextsArraysAndNumbers() {
        PostgresServer server = PostgresServer.shared(15);
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri("postgres")).build();
        try (Session session = new Sessions(spec, new Direct()).open(SessionPurpose.DUMP)) {
            for (String array : ARRAYS) {
                String sql = "SELECT a, a IS NULL AS n, 'ü'::\"char\" AS c, 7 AS i FROM (SELECT " + array
                        + " AS a) s UNION ALL SELECT NULL, true, NULL, 8";
                List<Object> seen = session.query(sql, CopiedRowsTest::described);
                List<Object> copied = new ArrayList<>();
                List<CopiedRows> answers = session.copy(List.of("SELECT 1 WHERE false", sql));
                answers.get(0).forEach(row -> copied.add("no row"));
                answers.get(1).forEach(row -> copied.add(described(row)));
                assertThat(copied).as(array).hasSize(2).isEqualTo(seen);
            }
        }
    }

    @Test
    void longAndManyRowsBytesAndTwoColumnsOfOneNameAreThereToo() {
        PostgresServer server = PostgresServer.shared(15);
        ConnectionSpec spec =
                ConnectionSpec.builder().dsn(server.uri("postgres")).build();
        String sql = "SELECT g AS a, repeat('ü', g) AS b, NULL AS a, '\\x00ff'::bytea AS c"
                + " FROM (SELECT generate_series(1, 2000) UNION ALL SELECT 100000) s(g)";
        try (Session session = new Sessions(spec, new Direct()).open(SessionPurpose.DUMP)) {
            List<Integer> lengths = new ArrayList<>();
            session.copy(List.of(sql)).get(0).forEach(row -> {
                assertThat(row.text("b")).isEqualTo("ü".repeat(row.integer("a")));
                assertThat(row.text("c")).isEqualTo("\\x00ff");
                lengths.add(row.integer("a"));
            });
            assertThat(lengths).hasSize(2001).endsWith(2000, 100_000);
        }
    }

    private static Object described(Row row) {
        return Arrays.asList(
                row.array("a"), row.textOrNull("a"), row.isNull("a"), row.bool("n"), row.character("c"), row.oid("i"));
    }
}
