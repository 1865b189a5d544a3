package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Verify;
import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several sessions write the same archive as one; what happens to them happens to none of its bytes. */
class JobsTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T18:00:00Z"), ZoneOffset.UTC);

    private static String database = "";
    private static Connection holder;
    private static String snapshot = "";

    @TempDir
    private static Path reference;

    private static Path undisturbed;

    @TempDir
    private Path folder;

    /** A table that is split, one whose rows stand elsewhere, small ones, and large objects. */
    @BeforeAll
    static void fill() throws SQLException {
        database = SERVER.createDatabase();
        SERVER.run(database, """
            CREATE TABLE big AS SELECT g AS id, repeat(md5(g::text), 5) AS t FROM generate_series(1, 150000) g;
            ALTER TABLE big ADD COLUMN twice int GENERATED ALWAYS AS (id * 2) STORED;
            CREATE TABLE child () INHERITS (big);
            INSERT INTO child SELECT 0, 'of the child';
            CREATE TABLE wide AS SELECT g AS id, (SELECT string_agg(md5((g * i)::text), ',')
                FROM generate_series(1, 300) i) AS t FROM generate_series(1, 2500) g;
            ALTER TABLE wide ALTER t SET STORAGE EXTERNAL;
            CREATE TABLE none ();
            INSERT INTO none DEFAULT VALUES;
            SELECT count(lo_from_bytea(0, decode(repeat(md5(g::text), g % 50), 'hex'))) FROM generate_series(1, 2500) g;
            DO $$ BEGIN
              FOR i IN 1..150 LOOP
                EXECUTE format('CREATE TABLE small%1$s AS SELECT g FROM generate_series(1, %1$s) g', i);
              END LOOP;
            END $$;
            """);
        holder = SERVER.connect(database);
        try (Statement statement = holder.createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            try (ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
                row.next();
                snapshot = row.getString(1);
            }
        }
        undisturbed = backup(SERVER.uri(database))
                .jobs(1)
                .toFile(reference.resolve("1.tar"))
                .run()
                .file();
    }

    @AfterAll
    static void release() throws SQLException {
        holder.close();
    }

    private static Backup backup(String uri) {
        return Backup.of(ConnectionSpec.builder().dsn(uri).build())
                .clock(CLOCK)
                .options(DumpOptions.DEFAULT.withSnapshot(snapshot));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void theBytesDoNotDependOnHowManySessionsReadThem(int jobs) throws IOException {
        Path file = folder.resolve("x.tar");

        backup(SERVER.uri(database)).jobs(jobs).toFile(file).run();

        assertSame(file, undisturbed);
        assertThat(Verify.of(file).run().entries()).isPositive();
    }

    /** A limit holds for all sessions together: four of them do not read in a second what one may. */
    @Test
    void aLimitIsKeptByAllSessionsTogether() {
        BackupResult result = backup(SERVER.uri(database))
                .jobs(4)
                .rateLimit(20_000_000)
                .toFile(folder.resolve("x.tar"))
                .run();

        assertThat(result.bytes()).isGreaterThan(45_000_000);
        assertThat(result.duration()).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void insertStatementsAreTheSameToo() throws IOException {
        DumpOptions inserts = DumpOptions.DEFAULT.withSnapshot(snapshot).with(DumpFlag.INSERTS);
        Path one = folder.resolve("1.tar");
        Path four = folder.resolve("4.tar");

        backup(SERVER.uri(database)).options(inserts).jobs(1).toFile(one).run();
        backup(SERVER.uri(database)).options(inserts).jobs(4).toFile(four).run();

        assertSame(four, one);
    }

    @Test
    void whatWasChosenIsTold() {
        List<Progress.Event> events = Collections.synchronizedList(new ArrayList<>());

        backup(SERVER.uri(database))
                .progress(events::add)
                .toFile(folder.resolve("x.tar"))
                .run();

        assertThat(events)
                .filteredOn(Progress.Note.class::isInstance)
                .singleElement()
                .asString()
                .contains("read")
                .contains("(chosen)")
                .contains("round trip");
        assertThat(events).filteredOn(Progress.MemberStarted.class::isInstance).hasSize(155);
        assertThat(events).filteredOn(Progress.MemberFinished.class::isInstance).hasSize(155);
    }

    /** A session that dies while it reads is opened again, and reads only its portion again. */
    @Test
    void aSessionThatDiesIsReplaced() throws IOException {
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean killed = new AtomicBoolean();
        Path file = folder.resolve("x.tar");

        backup(SERVER.uri(database))
                .jobs(3)
                .rateLimit(20_000_000)
                .progress(event -> {
                    if (event instanceof Progress.BytesMoved && !killed.getAndSet(true)) {
                        killWorkers();
                    } else if (event instanceof Progress.Warning warning) {
                        warnings.add(warning.message());
                    }
                })
                .toFile(file)
                .run();

        assertThat(warnings).isNotEmpty().allMatch(line -> line.contains("a new session goes on with"));
        assertSame(file, undisturbed);
    }

    /** Those that did not export the snapshot; the keeper is the first to have come. */
    private static void killWorkers() {
        SERVER.run(database, """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'db-snapshot%'
              AND backend_start > (SELECT min(backend_start) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name LIKE 'db-snapshot%')
            """);
    }

    @Test
    void aTunnelThatIsCutMakesItStartAfreshOnce() throws IOException {
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean cut = new AtomicBoolean();
        Path file = folder.resolve("x.tar");
        try (FaultProxy proxy = FaultProxy.before(SERVER)) {
            backup("postgresql://postgres@localhost:" + proxy.port() + "/" + database)
                    .jobs(2)
                    .progress(event -> {
                        if (event instanceof Progress.BytesMoved && !cut.getAndSet(true)) {
                            proxy.cut();
                        } else if (event instanceof Progress.Warning warning) {
                            warnings.add(warning.message());
                        }
                    })
                    .toFile(file)
                    .run();
        }
        assertThat(warnings).anyMatch(line -> line.contains("starts afresh, once"));
        assertSame(file, undisturbed);
    }

    @Test
    void aTunnelThatTakesAWhileToComeBackIsWaitedFor() throws IOException {
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean cut = new AtomicBoolean();
        Path file = folder.resolve("x.tar");
        try (FaultProxy proxy = FaultProxy.before(SERVER)) {
            backup("postgresql://postgres@localhost:" + proxy.port() + "/" + database)
                    .progress(event -> {
                        if (event instanceof Progress.BytesMoved && !cut.getAndSet(true)) {
                            proxy.refuse(true);
                            proxy.cut();
                        } else if (event instanceof Progress.Warning warning) {
                            warnings.add(warning.message());
                            if (warning.message().contains("cannot be reached yet")) {
                                proxy.refuse(false);
                            }
                        }
                    })
                    .toFile(file)
                    .run();
        }
        assertThat(warnings)
                .anyMatch(line -> line.contains("starts afresh, once"))
                .anyMatch(line -> line.contains("cannot be reached yet; trying for 60 s"));
        assertSame(file, undisturbed);
    }

    @Test
    void anotherServerThatAnswersAfterwardsIsNotBackedUpInstead() throws IOException {
        AtomicBoolean cut = new AtomicBoolean();
        try (PostgresServer other = PostgresServer.start(15, Map.of());
                FaultProxy proxy = FaultProxy.before(SERVER)) {
            other.run("postgres", "CREATE DATABASE \"" + database + "\"");
            Backup backup = Backup.of(
                            ConnectionSpec.builder().dsn(SERVER.uri(database)).build())
                    .jobs(1)
                    .through((host, port, timeout) ->
                            new Direct().connect("localhost", cut.get() ? other.port() : proxy.port(), timeout))
                    .progress(event -> {
                        if (event instanceof Progress.BytesMoved && !cut.getAndSet(true)) {
                            proxy.cut();
                        }
                    })
                    .toFile(folder.resolve("x.tar"));
            assertThatThrownBy(backup::run)
                    .isInstanceOfSatisfying(
                            SnapshotException.class,
                            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("the server that answers now is not what it was");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aTunnelThatStallsIsNoticed() throws IOException {
        try (FaultProxy proxy = FaultProxy.before(SERVER)) {
            proxy.stallAfter(5_000_000);
            Backup backup = Backup.of(ConnectionSpec.builder()
                            .dsn("postgresql://postgres@localhost:" + proxy.port() + "/" + database)
                            .connectTimeout(Duration.ofSeconds(1))
                            .build())
                    .jobs(2)
                    .stallTimeout(Duration.ofSeconds(1))
                    .toFile(folder.resolve("x.tar"));

            assertThatThrownBy(backup::run).isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.CONNECTION_LOST));
        }
        assertThat(files()).isEmpty();
    }

    /** A session that waits because the server works is left alone, however long it takes. */
    @Test
    void aServerThatThinksForLongIsNoStall() {
        String slow = SERVER.createDatabase();
        SERVER.run(slow, """
            CREATE FUNCTION thoughtful(int) RETURNS text LANGUAGE sql AS $$SELECT pg_sleep(4)::text || $1$$;
            CREATE TABLE t (i int);
            INSERT INTO t VALUES (1);
            ALTER TABLE t ENABLE ROW LEVEL SECURITY;
            ALTER TABLE t FORCE ROW LEVEL SECURITY;
            CREATE ROLE patient LOGIN;
            GRANT SELECT ON t TO patient;
            CREATE POLICY p ON t USING (thoughtful(i) IS NOT NULL);
            """);
        Backup.of(ConnectionSpec.builder()
                        .dsn("postgresql://patient@" + SERVER.host() + ":" + SERVER.port() + "/" + slow)
                        .build())
                .stallTimeout(Duration.ofSeconds(1))
                .options(DumpOptions.DEFAULT.with(DumpFlag.ENABLE_ROW_SECURITY))
                .toFile(folder.resolve("x.tar"))
                .run();

        assertThat(Verify.of(folder.resolve("x.tar")).run().entries()).isPositive();
        SERVER.run(slow, "DROP OWNED BY patient; DROP ROLE patient");
    }

    /** Somebody who waits to change a table is in the way of every further session, but not of the first. */
    @Test
    void whatAnotherSessionCannotLockIsReadByTheFirst() throws Exception {
        Path file = folder.resolve("x.tar");
        AtomicBoolean begun = new AtomicBoolean();
        List<Thread> altering = Collections.synchronizedList(new ArrayList<>());
        backup(SERVER.uri(database))
                .jobs(4)
                .progress(event -> {
                    if (event instanceof Progress.Note && !begun.getAndSet(true)) {
                        for (String table : List.of("big", "wide", "small7")) {
                            Thread thread = new Thread(() -> waitForLock(table));
                            thread.start();
                            altering.add(thread);
                        }
                        awaitWaiting(3);
                    }
                })
                .toFile(file)
                .run();
        for (Thread thread : altering) {
            thread.join();
        }
        assertSame(file, undisturbed);
    }

    private static void waitForLock(String table) {
        SERVER.run(database, "BEGIN; LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE; ROLLBACK");
    }

    private static void awaitWaiting(int count) {
        String waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        while (Integer.parseInt(SERVER.query(database, waiting)) < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void interruptingEndsAllSessionsAndThreads() throws IOException {
        Thread caller = Thread.currentThread();
        Backup backup = backup(SERVER.uri(database))
                .jobs(4)
                .rateLimit(5_000_000)
                .progress(event -> {
                    if (event instanceof Progress.BytesMoved) {
                        caller.interrupt();
                    }
                })
                .toFile(folder.resolve("x.tar"));

        assertThatThrownBy(backup::run).isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.CANCELLED));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(files()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("db-snapshot"));
    }

    /** Byte for byte, but for the place in the write-ahead log: it is that of the moment at which the keeper came. */
    private static void assertSame(Path file, Path other) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] others = Files.readAllBytes(other);
        int manifest = manifestOf(bytes);
        assertThat(manifestOf(others)).isEqualTo(manifest);
        assertThat(Arrays.mismatch(bytes, 0, manifest, others, 0, manifest)).isEqualTo(-1);
        assertThat(withoutLsn(bytes, manifest)).containsExactlyElementsOf(withoutLsn(others, manifest));
    }

    private static int manifestOf(byte[] archive) {
        return new String(archive, StandardCharsets.ISO_8859_1).lastIndexOf("manifest.json");
    }

    private static List<String> withoutLsn(byte[] archive, int manifest) {
        return new String(archive, manifest, archive.length - manifest, StandardCharsets.ISO_8859_1)
                .lines()
                .skip(1) // The header, with the checksum.
                .filter(line -> !line.contains("snapshotLsn"))
                .toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
