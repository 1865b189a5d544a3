package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PostgreSQL's regression tests drop most of what they make, so that little of it is in the database that they leave
 * behind. Here each of them runs without its DROPs, and what it rolls back is committed, in a database of its own.
 */
@Tag("long")
class RegressionFilesTest {

    private static final int MAJOR = RegressionSource.MAJOR;
    private static final String TEMPLATE = "regression_files";

    /** Up to the semicolon; DROP in a function's body is another matter. */
    private static final Pattern DROP =
            Pattern.compile("^DROP (?!POLICY IF|CAST IF)[^;$]*;", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    private static final Pattern ROLLBACK = Pattern.compile("^ROLLBACK;", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    private static final Pattern CONNECT = Pattern.compile("^\\\\c(onnect)?( .*)?$", Pattern.MULTILINE);

    private static final PostgresServer SERVER = PostgresServer.start(
            MAJOR,
            Map.of("max_prepared_transactions", "10", "max_locks_per_transaction", "512", "wal_level", "logical"));

    @TempDir
    private Path folder;

    static List<Path> files() throws IOException {
        return RegressionSource.files();
    }

    @BeforeAll
    static void makeTemplate() throws IOException, InterruptedException {
        RegressionSource.make(SERVER, TEMPLATE, "test_setup");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyEntryAndEveryLineIsThatOfPgDump(Path file) throws IOException, InterruptedException {
        String text = Files.readString(file);
        for (Pattern pattern : List.of(DROP, CONNECT)) {
            text = pattern.matcher(text).replaceAll("");
        }
        Path sql = folder.resolve("without-drops.sql");
        Files.writeString(sql, ROLLBACK.matcher(text).replaceAll("COMMIT;"));
        String database = SERVER.createDatabase("TEMPLATE " + TEMPLATE);
        RegressionSource.run(SERVER, database, sql, folder.resolve("output"));
        mustBeAlone(database);

        Judge judge = Judge.of(MAJOR, SERVER, folder);
        assertThat(ArchiveComparison.of(
                        RealArchive.read(judge.realArchiveWithOwnersAndPrivileges(database)),
                        RealArchive.read(judge.ourArchiveWithOwnersAndPrivileges(database))))
                .isEmpty();
        // Some tests leave prepared transactions, which keep the database.
        String rollbacks = SERVER.query(
                database,
                "SELECT coalesce(string_agg(format('ROLLBACK PREPARED %L', gid), ';'), '')"
                        + " FROM pg_prepared_xacts WHERE database = current_database()");
        for (String rollback : rollbacks.split(";")) {
            SERVER.run(database, rollback);
        }
        SERVER.dropDatabase(database);
    }

    /** A session that has ended still drops its temporary tables, whose rows in pg_depend take part in sorting it. */
    private static void mustBeAlone(String database) throws InterruptedException {
        String others =
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = '" + database + "'";
        while (!SERVER.query("postgres", others).equals("0")) {
            Thread.sleep(20);
        }
    }
}
