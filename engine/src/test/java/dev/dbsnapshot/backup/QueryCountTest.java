package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's log tells: what a backup asks does not grow with the database, but for one COPY per table. */
class QueryCountTest {

    private static final Pattern MESSAGE =
            Pattern.compile("LOG:  (?:statement|execute [^:]*): (.*?)(?=\\n\\d{4}-|\\z)", Pattern.DOTALL);

    /** Small answers and small tables share messages; in the log the statements begin on lines of their own. */
    private static final Pattern NEXT = Pattern.compile(";\n\t");

    private static final Pattern COPY = Pattern.compile("(?m)(?:statement: |^\t)COPY ");

    @TempDir
    private Path folder;

    @Test
    void onlyTheCopyStatementsGrowWithTheNumberOfTables() {
        try (PostgresServer server = PostgresServer.start(15, Map.of())) {
            long few = othersThanCopies(server, 10);

            assertThat(othersThanCopies(server, 500)).isEqualTo(few).isBetween(20L, 150L);
        }
    }

    private long othersThanCopies(PostgresServer server, int tables) {
        String database = server.createDatabase();
        server.run(database, """
            DO $$ BEGIN
              FOR i IN 1..%d LOOP
                EXECUTE format('CREATE TABLE t%%1$s (id serial PRIMARY KEY, name text UNIQUE DEFAULT %%1$L,'
                  'CHECK (id > 0)); COMMENT ON TABLE t%%1$s IS ''a''; CREATE VIEW v%%1$s AS SELECT * FROM t%%1$s', i);
              END LOOP;
            END $$;
            SELECT lo_create(0) FROM generate_series(1, %d)\
            """.formatted(tables, tables));
        server.run("postgres", "ALTER DATABASE " + database + " SET log_statement = 'all'");
        int before = server.log().length();

        Backup.of(ConnectionSpec.builder().dsn(server.uri(database)).build())
                .toFile(folder.resolve(database + ".tar"))
                .run();

        String log = server.log().substring(before);
        assertThat(COPY.matcher(log).results().count())
                .as("the rows of tables, and the large objects")
                .isEqualTo(tables + 1);
        assertThat(questions(log))
                .as("nothing is asked twice")
                .hasSizeGreaterThan(40)
                .doesNotHaveDuplicates();
        return messages(log)
                .flatMap(NEXT::splitAsStream)
                .filter(statement -> !statement.startsWith("COPY "))
                .count();
    }

    private static Stream<String> messages(String log) {
        return MESSAGE.matcher(log).results().map(result -> result.group(1));
    }

    /** What is asked of the catalogs. */
    private static List<String> questions(String log) {
        return messages(log)
                .filter(message -> message.strip().matches("(?s)(SELECT|WITH)\\b.*"))
                .flatMap(NEXT::splitAsStream)
                .toList();
    }
}
