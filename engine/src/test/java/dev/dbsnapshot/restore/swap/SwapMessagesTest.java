package dev.dbsnapshot.restore.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Recover;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All connections are cut at every message of a restore by several transactions: afterwards, at the latest after
 * recovery, the database is the old one or the new one, takes connections, and nothing is left beside it.
 */
class SwapMessagesTest {

    private static final int MOST = 300;
    private static final String CONTENT = """
        CREATE TABLE fresh (id int PRIMARY KEY, name text);
        INSERT INTO fresh SELECT i, repeat('x', 80) || i FROM generate_series(1, 4000) i;
        CREATE INDEX by_name ON fresh (name);
        CREATE TABLE more (id int REFERENCES fresh);
        INSERT INTO more SELECT generate_series(1, 20);
        CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM fresh;
        SELECT lo_from_bytea(8001, 'first');
        """;

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(15);
    private Path archive = Path.of("");

    @BeforeEach
    void anArchive() {
        String source = server.createDatabase();
        server.run(source, CONTENT);
        archive = Backup.of(ConnectionSpec.builder().dsn(server.uri(source)).build())
                .toFile(folder.resolve("content.tar"))
                .run()
                .file();
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"SWAP", "NO_ATOMIC"})
    void leavesTheOldOrTheNew(RestoreStrategy strategy) {
        int messages;
        try (FaultProxy proxy = FaultProxy.before(server)) {
            restore(proxy, target(), strategy);
            messages = proxy.questions();
        }
        List<String> wrong = new ArrayList<>();
        int reached = 0;
        for (int message = 1; message <= Math.min(messages, MOST); message++) {
            try (FaultProxy proxy = FaultProxy.before(server)) {
                proxy.cutAtQuestion(message);
                String problem = cut(proxy, strategy);
                if (!problem.isEmpty()) {
                    wrong.add("message " + message + ": " + problem);
                }
                reached += proxy.questions() >= message ? 1 : 0;
            }
        }
        System.out.println(strategy.name().toLowerCase(Locale.ROOT) + " restore: cut at " + reached + " of " + messages
                + " messages, " + wrong.size() + " of them left something else than the old or the new database");

        assertThat(wrong).isEmpty();
        // Two connections share the work out in another way each time, so that the last messages may not come.
        assertThat(reached).isGreaterThanOrEqualTo(Math.min(messages, MOST) - 10);
    }

    @Test
    void anAnswerThatIsLostToTheCommitIsAskedForAgain() {
        String target = target();
        try (FaultProxy proxy = FaultProxy.before(server)) {
            Restore.of(archive, spec(proxy, target))
                    .options(options(RestoreStrategy.SWAP))
                    .progress(event -> {
                        if (event.equals(new Progress.PhaseStarted("swap"))) {
                            proxy.cutAnswerTo("COMMIT");
                        }
                    })
                    .run();
        }
        assertThat(tables(target)).isEqualTo("fresh,more");
    }

    @Test
    void sessionsThatWereCutWhileTheyHadNothingToDoAreOpenedAgain() {
        String target = target();
        try (FaultProxy proxy = FaultProxy.before(server)) {
            Restore.of(archive, spec(proxy, target))
                    .options(options(RestoreStrategy.SWAP))
                    .progress(event -> {
                        if (event.equals(new Progress.PhaseStarted("swap"))) {
                            proxy.cut();
                        }
                    })
                    .run();
        }
        assertThat(tables(target)).isEqualTo("fresh,more");
    }

    @Test
    void whoeverCameInBetweenIsNotExchanged() {
        String target = target();

        assertThatThrownBy(() -> Restore.of(archive, spec(target))
                        .options(options(RestoreStrategy.SWAP))
                        .progress(event -> {
                            if (event.equals(new Progress.PhaseStarted("swap"))) {
                                endSessionsWithTheLock(target);
                                server.run(target, "DROP TABLE old; CREATE TABLE other (id int)");
                            }
                        })
                        .run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("somebody else was at database " + target)
                .hasMessageContaining("nothing was exchanged");

        assertThat(tables(target)).isEqualTo("other");
        assertThat(server.query("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + target + "\\_%'"))
                .isEqualTo("0");
    }

    @Test
    void nobodyComesInBetweenWhileTheNewDatabaseIsFilled() {
        String target = target();
        String source = server.createDatabase();
        server.run(source, "CREATE TABLE second (id int)");
        Path another = Backup.of(spec(source))
                .toFile(folder.resolve("second.tar"))
                .run()
                .file();
        List<Future<RestoreResult>> second = new ArrayList<>();
        ExecutorService other = Executors.newSingleThreadExecutor();
        Restore first = Restore.of(archive, spec(target))
                .options(options(RestoreStrategy.SWAP))
                .progress(event -> {
                    if (second.isEmpty() && event instanceof Progress.MemberStarted) {
                        endSessionsWithTheLock(target);
                        second.add(other.submit(() ->
                                Restore.of(another, spec(target)).drop(true).run()));
                        assertThat(second.get(0))
                                .as("waits while the new database is filled")
                                .matches(SwapMessagesTest::lasts);
                    }
                });
        try {
            if (succeeds(first::run)) {
                assertThat(second.get(0)).failsWithin(Duration.ofMinutes(1));
                assertThat(tables(target)).isEqualTo("fresh,more");
            } else {
                // It came before the exchange, and that was noticed.
                assertThat(second.get(0)).succeedsWithin(Duration.ofMinutes(1));
                assertThat(tables(target)).isEqualTo("second");
            }
        } finally {
            other.shutdownNow();
        }
    }

    private static boolean succeeds(Supplier<RestoreResult> restore) {
        try {
            return restore.get().rows() > 0;
        } catch (SnapshotException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            return false;
        }
    }

    private static boolean lasts(Future<?> work) {
        try {
            work.get(3, TimeUnit.SECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("it should wait", e);
        }
    }

    /** As an administrator would who ends what has nothing to do. */
    private void endSessionsWithTheLock(String target) {
        assertThat(server.query("postgres", """
            SELECT count(pg_terminate_backend(l.pid)) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.classid = 1684175475
                AND (a.datname = '%1$s' OR a.datname = 'postgres' AND
                    l.objid = (hashtext('%1$s')::int8 & 4294967295)::oid)
            """.formatted(target))).isEqualTo("2");
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }

    private String cut(FaultProxy proxy, RestoreStrategy strategy) {
        String target = target();
        String told = "success";
        try {
            restore(proxy, target, strategy);
        } catch (SnapshotException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
            told = String.valueOf(e.getMessage());
        }
        List<String> recovered = Recover.of(
                        ConnectionSpec.builder().dsn(server.uri(target)).build(), folder.resolve("journal-" + target))
                .run();
        if (!recovered.isEmpty()) {
            told += " " + recovered;
        }
        String tables = tables(target);
        boolean fine = told.startsWith("success")
                ? tables.equals("fresh,more")
                : tables.equals("old") || told.contains("is the restored one");
        boolean clean = server.query(
                        "postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '" + target + "\\_new\\_%'")
                .equals("0");
        server.dropDatabase(target);
        return fine && clean ? "" : told + ": " + tables + (clean ? "" : ", and a new database is left");
    }

    private void restore(FaultProxy proxy, String target, RestoreStrategy strategy) {
        // The journal is named after the address, and recovery takes another one than the proxy's.
        ConnectionSpec direct = ConnectionSpec.builder().dsn(server.uri(target)).build();
        try (FileJournal journal = FileJournal.open(folder.resolve("journal-" + target), direct)) {
            Restore.of(archive, spec(proxy, target))
                    .options(options(strategy))
                    .safetyFolder(folder.resolve("safety"))
                    .journal(journal)
                    .run();
        }
    }

    private static RestoreOptions options(RestoreStrategy strategy) {
        return RestoreOptions.DEFAULT
                .withDrop(true)
                .withStrategy(strategy)
                .withKeepOld(false)
                .withJobs(2);
    }

    private String target() {
        String target = server.createDatabase();
        server.run(target, "CREATE TABLE old AS SELECT generate_series(1, 5) AS i");
        return target;
    }

    private String tables(String database) {
        return server.query(
                database,
                "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind = 'r'"
                        + " AND relnamespace = 'public'::regnamespace");
    }

    private static ConnectionSpec spec(FaultProxy proxy, String database) {
        return ConnectionSpec.builder()
                .host(proxy.host())
                .port(proxy.port())
                .database(database)
                .user("postgres")
                .build();
    }
}
