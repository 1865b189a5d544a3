package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.copy.CopyOut;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** Values and expressions are rendered in the time zone that pg_dump's session would have, not in the JVM's. */
class TimeZoneTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    private static String database() {
        String database = SERVER.createDatabase();
        SERVER.run(database, """
                CREATE TABLE t (at timestamptz DEFAULT '2020-01-01 00:00:00+00' CHECK (at > '1999-12-31 23:00:00+00'));
                INSERT INTO t VALUES ('2024-07-01 12:00:00+00'), ('2001-02-03 04:05:06.789+00')
                """);
        return database;
    }

    private static Sessions sessions(String database, Map<String, String> environment) {
        return new Sessions(
                ConnectionSpec.builder()
                        .dsn(SERVER.uri(database))
                        .environment(environment)
                        .build(),
                new Direct());
    }

    /** What we read of table t: its rows, and its expressions. */
    private static List<String> read(Session session) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CopyOut(session).member("public.t", "COPY public.t (at) TO stdout;", bytes -> {
            while (bytes.hasRemaining()) {
                out.write(bytes.get());
            }
        });
        return List.of(
                out.toString(StandardCharsets.UTF_8),
                session.query("SELECT pg_get_expr(adbin, adrelid) AS e FROM pg_attrdef", row -> row.text("e"))
                        .get(0),
                session.query(
                                "SELECT pg_get_constraintdef(oid) AS e FROM pg_constraint WHERE contype = 'c'"
                                        + " AND conrelid = 'public.t'::regclass",
                                row -> row.text("e"))
                        .get(0));
    }

    private static void sameAsPgDump(String database, Map<String, String> environment, String zone) {
        String dump = RealPrograms.of(15)
                .run("pg_dump", List.of("--dbname", SERVER.uri(database)), environment)
                .orThrow()
                .text();
        try (Session session = sessions(database, environment).open(SessionPurpose.DUMP)) {
            assertThat(session.query("SELECT current_setting('TimeZone') AS zone", row -> row.text("zone")))
                    .containsExactly(zone)
                    .doesNotContain(TimeZone.getDefault().getID());
            assertThat(read(session)).allSatisfy(text -> assertThat(dump).contains(text));
        }
    }

    @Test
    void theDatabasesZoneCounts() {
        String database = database();
        SERVER.run(database, "ALTER DATABASE " + database + " SET timezone TO 'Asia/Kathmandu'");
        sameAsPgDump(database, Map.of(), "Asia/Kathmandu");
    }

    @Test
    void theRolesZoneInTheDatabaseCountsMore() {
        String database = database();
        SERVER.run(
                database,
                "ALTER DATABASE " + database + " SET timezone TO 'Asia/Kathmandu';" + "ALTER ROLE postgres IN DATABASE "
                        + database + " SET timezone TO 'America/St_Johns'");
        sameAsPgDump(database, Map.of(), "America/St_Johns");
    }

    @Test
    void theVariableOfLibpqCountsMost() {
        String database = database();
        SERVER.run(database, "ALTER DATABASE " + database + " SET timezone TO 'Asia/Kathmandu'");
        sameAsPgDump(database, Map.of("PGTZ", "Pacific/Chatham"), "Pacific/Chatham");
        sameAsPgDump(database, Map.of("PGTZ", "Default"), "Asia/Kathmandu");
        sameAsPgDump(database, Map.of("PGOPTIONS", "-c timezone=Asia/Tehran"), "Asia/Tehran");
    }

    @Test
    void restoringLeavesTheStyleOfValuesToTheServerAsPgRestoreDoes() {
        String database = database();
        SERVER.run(
                database,
                "ALTER DATABASE " + database + " SET timezone TO 'Asia/Kathmandu'; ALTER DATABASE " + database
                        + " SET intervalstyle TO 'iso_8601'");
        try (Session session = sessions(database, Map.of()).open(SessionPurpose.RESTORE)) {
            assertThat(session.query(
                            "SELECT '2020-01-01 00:00:00+00'::timestamptz || ' ' || interval '1 day' AS v",
                            row -> row.text("v")))
                    .containsExactly("2020-01-01 05:45:00+05:45 P1D");
        }
    }
}
