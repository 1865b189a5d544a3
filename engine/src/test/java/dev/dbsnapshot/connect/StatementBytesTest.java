package dev.dbsnapshot.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What drivers like to rewrite reaches the server as it stands: proven by what the server itself logs. */
class StatementBytesTest {

    private static final List<String> STATEMENTS = List.of(
            "SELECT '{\"a\":1}'::jsonb ? 'a', '{\"a\":1}'::jsonb ?| array['a'] -- what about ??",
            "SELECT '{fn now()}', '{d ''2020-01-01''}' /* {fn now()} ? ; */",
            "CREATE FUNCTION public.nested() RETURNS text LANGUAGE plpgsql AS $outer$ BEGIN RETURN $in$;'?{fn x}$in$; END $outer$",
            "CREATE FUNCTION public.atomic(i int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN i > 0 THEN 2 END; END",
            "CREATE PROCEDURE public.empty() LANGUAGE sql BEGIN ATOMIC END;;",
            "SET standard_conforming_strings = off; SET escape_string_warning = off",
            "SELECT 'a\\'b;?', E'\\'', 'c\\\\'",
            "SELECT 1; SELECT 2;\n\n-- the end; ?\n",
            "SET standard_conforming_strings = on",
            "SELECT 'a\\', ';?'",
            "SELECT U&'\\0441\\043B', 'ä€𝄞', \"?column?\" FROM (SELECT 1) AS x(\"?column?\")",
            "INSERT INTO public.returning_nothing VALUES (1), (2)");

    /** SQL bodies came with 14. */
    private static List<String> statements(int major) {
        return STATEMENTS.stream()
                .filter(statement -> major >= 14 || !statement.contains("BEGIN ATOMIC"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void statementsReachTheServerByteForByte(int major) {
        try (PostgresServer server =
                PostgresServer.start(major, Map.of("log_statement", "all", "log_line_prefix", "%a|"))) {
            server.run("postgres", "CREATE TABLE public.returning_nothing (i int)");
            ConnectionSpec spec = ConnectionSpec.builder()
                    .dsn(server.uri("postgres"))
                    .applicationName("bytes")
                    .build();
            try (Session session = new Sessions(spec, new Direct()).open(SessionPurpose.RESTORE)) {
                session.execute("SELECT 'begin of the test'");
                statements(major).forEach(session::execute);
                session.query("SELECT '{fn now()}' AS \"?\"", row -> row.text("?"));
            }
            StringBuilder expected = new StringBuilder();
            for (String statement : statements(major)) {
                expected.append("bytes|LOG:  statement: ")
                        // The server indents the lines of a message that follow the first.
                        .append(statement.replace("\n", "\n\t"))
                        .append('\n');
            }
            expected.append("bytes|LOG:  statement: SELECT '{fn now()}' AS \"?\"\n");
            String log = server.log();
            String begin = "SELECT 'begin of the test'\n";
            assertThat(log.substring(log.indexOf(begin) + begin.length())).startsWith(expected.toString());
        }
    }
}
