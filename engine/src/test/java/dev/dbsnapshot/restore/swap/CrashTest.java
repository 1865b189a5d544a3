package dev.dbsnapshot.restore.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Recover;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore is killed at every line of its journal; recovery leaves the old database or the new one, and nothing else. */
class CrashTest {

    private static final int KILLED = 128 + 9;

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(15);
    private Path archive = Path.of("");

    @BeforeEach
    void anArchive() {
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE fresh AS SELECT generate_series(1, 1000) AS i");
        archive = Backup.of(spec(source)).toFile(folder.resolve("x.tar")).run().file();
    }

    @Test
    void aSwapIsFinishedOrReverted() throws Exception {
        assertThat(killedAtEveryMoment(RestoreStrategy.SWAP)).isGreaterThanOrEqualTo(10);
    }

    @Test
    void severalTransactionsInPlaceGoBackToTheSafetySnapshot() throws Exception {
        assertThat(killedAtEveryMoment(RestoreStrategy.NO_ATOMIC)).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aDatabaseWhoseDropDidNotComeToItsEndIsDropped() {
        String target = server.createDatabase();
        String fresh = target + "_new_20260101000000";
        server.run("postgres", "CREATE DATABASE " + fresh);
        // As DROP DATABASE leaves it when the server stops or its disk is full at that moment.
        server.run("postgres", "UPDATE pg_database SET datconnlimit = -2 WHERE datname = '" + fresh + "'");
        try (FileJournal journal = FileJournal.open(folder.resolve("journal"), spec(target))) {
            journal.before(SwapRestore.CREATE, Map.of("database", target, "new", fresh, "third", "postgres"));
        }

        assertThat(Recover.of(spec(target), folder.resolve("journal")).run())
                .singleElement()
                .asString()
                .contains("dropped the new database " + fresh);
        assertThat(server.query("postgres", "SELECT count(*) FROM pg_database WHERE datname = '" + fresh + "'"))
                .isEqualTo("0");
    }

    private int killedAtEveryMoment(RestoreStrategy strategy) throws IOException, InterruptedException {
        int moment = 1;
        while (diesAt(moment, strategy)) {
            moment++;
        }
        return moment - 1;
    }

    private boolean diesAt(int moment, RestoreStrategy strategy) throws IOException, InterruptedException {
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE old AS SELECT generate_series(1, 5) AS i");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingRestore.class.getName(),
                        server.uri(target),
                        archive.toString(),
                        folder.resolve("journal").toString(),
                        folder.resolve("safety").toString(),
                        strategy.name(),
                        Integer.toString(moment))
                .inheritIO()
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        if (process.exitValue() == 0) {
            assertThat(tables(target)).isEqualTo("fresh 1000");
            return false;
        }
        assertThat(process.exitValue()).isEqualTo(KILLED);
        Recover recovery = Recover.of(spec(target), folder.resolve("journal"));
        // Before and after the database has the mark, it is whole.
        if (!recovery.pending().isEmpty() && (strategy == RestoreStrategy.SWAP || isMarked(target))) {
            assertThatThrownBy(() -> Restore.of(archive, spec(target))
                            .options(RestoreOptions.DEFAULT.withDrop(true))
                            .journal(folder.resolve("journal"))
                            .run())
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("db-snapshot recover");
        }

        List<String> done = recovery.run();

        assertThat(tables(target)).as("%s at %s: %s", strategy, moment, done).isIn("old 5", "fresh 1000");
        assertThat(server.query(
                        "postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + target + "\\_new\\_%'"))
                .isEqualTo("0");
        assertThat(recovery.pending()).isEmpty();
        assertThat(isMarked(target)).isFalse();
        Restore.of(archive, spec(target))
                .options(RestoreOptions.DEFAULT.withDrop(true).withStrategy(RestoreStrategy.SWAP))
                .journal(folder.resolve("journal"))
                .run();
        assertThat(tables(target)).isEqualTo("fresh 1000");
        return true;
    }

    private boolean isMarked(String database) {
        String marks = "SELECT count(*) FROM pg_db_role_setting WHERE setconfig::text LIKE '%db-snapshot: restore%'"
                + " AND setdatabase = (SELECT oid FROM pg_database WHERE datname = '" + database + "')";
        return server.query("postgres", marks).equals("1");
    }

    private String tables(String database) {
        return server.query(
                database,
                "SELECT string_agg(format('%s %s', relname, (xpath('/row/c/text()',"
                        + " query_to_xml('SELECT count(*) AS c FROM ' || relname, false, true, '')))[1]), ',')"
                        + " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
