package dev.dbsnapshot.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The judge of completeness: the database that PostgreSQL's own regression tests leave behind, with 2,400 entries of
 * every kind. Made from the source package when the test runs; see the profile {@code regression}.
 */
@Tag("long")
class RegressionDatabaseTest {

    private static final int MAJOR = RegressionSource.MAJOR;
    private static final String DATABASE = "regression";
    private static final PostgresServer SERVER =
            PostgresServer.start(MAJOR, Map.of("max_prepared_transactions", "2", "max_locks_per_transaction", "256"));

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeDatabase() throws IOException, InterruptedException {
        RegressionSource.make(SERVER, DATABASE, "");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void everyEntryAndEveryLineIsThatOfPgDump() throws IOException {
        Judge judge = Judge.of(MAJOR, SERVER, folder);
        RealArchive real = RealArchive.read(judge.realArchive(DATABASE));
        assertThat(real.entries()).hasSizeGreaterThan(2300);
        assertThat(ArchiveComparison.of(real, RealArchive.read(judge.ourArchive(DATABASE))))
                .isEmpty();
    }

    @Test
    void ownersAndPrivilegesAreThoseOfPgDump() throws IOException {
        Judge judge = Judge.of(MAJOR, SERVER, folder);
        assertThat(ArchiveComparison.of(
                        RealArchive.read(judge.realArchiveWithOwnersAndPrivileges(DATABASE)),
                        RealArchive.read(judge.ourArchiveWithOwnersAndPrivileges(DATABASE))))
                .isEmpty();
    }

    /**
     * In one transaction, as ours: COPY into a table of the same transaction does not look for free space
     * ({@code TABLE_INSERT_SKIP_FSM}), so rows lie in another order otherwise.
     */
    @Test
    void whatWeRestoreIsWhatPgRestoreRestores() throws IOException {
        Judge judge = Judge.of(MAJOR, SERVER, folder);
        Path real = judge.realArchive(DATABASE);
        String options = "TEMPLATE template0 LOCALE 'C'";
        String expected = SERVER.createDatabase(options);
        RealPrograms.of(MAJOR).restore(SERVER, expected, real, "--no-owner", "--no-privileges", "--single-transaction");
        String realByUs = SERVER.createDatabase(options);
        judge.restoreOurs(real, realByUs);
        String oursByUs = SERVER.createDatabase(options);
        judge.restoreOurs(judge.ourArchive(DATABASE), oursByUs);

        Path text = judge.dumpText(expected);
        assertThat(Judge.difference(text, judge.dumpText(realByUs)))
                .as("pg_dump's archive, restored by us")
                .isEmpty();
        assertThat(Judge.difference(text, judge.dumpText(oursByUs)))
                .as("our archive, restored by us")
                .isEmpty();
    }
}
