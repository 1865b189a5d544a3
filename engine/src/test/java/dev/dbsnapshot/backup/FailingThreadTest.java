package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveWriter;
import dev.dbsnapshot.archive.OrderedMembers;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.connect.SessionGroup;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.connect.SnapshotKeeper;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads write an archive: when one of them fails, all end, and what it failed of is told. */
@Timeout(30)
class FailingThreadTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static final String SLOW = "COPY (SELECT pg_catalog.pg_sleep(60)) TO stdout;";
    private static String database = "";

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        database = LetterTables.fill(SERVER, List.of("a", "b", "c"), 2000, 900);
    }

    /** Memory that is used up where a worker, or the thread of the first session, reads. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorInOneOfTheReadingThreadsEndsTheOthers(boolean worker) throws IOException {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        Thread caller = Thread.currentThread();
        Backup backup = Backup.of(spec()).jobs(3).toFolder(folder).progress(event -> {
            if (event instanceof Progress.MemberStarted && worker == (Thread.currentThread() != caller)) {
                throw error;
            }
        });

        assertThatThrownBy(backup::run).isSameAs(error);

        assertNothingIsLeft();
    }

    /** The table of contents and restore.sql are written beside the data: their failure ends the reading of it. */
    @Test
    void whatFailsBesideTheDataEndsTheReadingAndIsTold() throws IOException {
        SnapshotException full = new SnapshotException(ErrorCode.IO, "no space left on device");

        assertThatThrownBy(() -> readUntil(() -> {
                    throw full;
                }))
                .isSameAs(full)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .isInstanceOfSatisfying(SnapshotException.class, reading -> assertThat(reading.code())
                                .isEqualTo(ErrorCode.CANCELLED)));

        assertNothingIsLeft();
    }

    @Test
    void anErrorBesideTheDataEndsTheReadingAndIsTold() throws IOException {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");

        assertThatThrownBy(() -> readUntil(() -> {
                    throw error;
                }))
                .isSameAs(error);

        assertNothingIsLeft();
    }

    /** Reads what takes longer than the test may, while another thread does this. */
    private void readUntil(Runnable beside) throws IOException {
        Sessions sessions = new Sessions(spec(), new Direct());
        Path file = Files.createTempFile("archive", ".tar");
        try (SnapshotKeeper keeper = SnapshotKeeper.open(sessions, SessionStart.of(DumpOptions.DEFAULT));
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                OrderedMembers members = new OrderedMembers(
                        new ArchiveWriter(channel, file.toString(), Instant.EPOCH), 2, 1 << 20, () -> {
                            throw new IOException("no files");
                        })) {
            SessionGroup group = new SessionGroup();
            group.add(keeper.session());
            DataMember member = new DataMember("1.dat", "slow", 1, 1);
            member.addPart();
            Piece piece = new Piece.Rows(member, SLOW, true, true, null);
            Portion portion = new Portion(0, List.of(piece), List.of(), 1, false);
            Progress silent = event -> {};
            new Workers(
                            keeper,
                            group,
                            new WorkQueue(List.of(portion), 1),
                            index -> members.portion(1 + index),
                            new PortionCopy("UTF8", 0, silent),
                            silent)
                    .run(1, List.of(() -> {
                        await("SELECT count(*) = 1 FROM pg_stat_activity WHERE state = 'active' AND"
                                + " query LIKE 'COPY (SELECT pg_catalog.pg_sleep%'");
                        beside.run();
                    }));
        } finally {
            Files.delete(file);
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
        await("SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name LIKE 'db-snapshot%'");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("db-snapshot-worker") || name.startsWith("db-snapshot-beside"));
    }

    private static void await(String question) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!SERVER.query(database, question).equals("t")) {
            assertThat(System.nanoTime()).as(question).isLessThan(deadline);
        }
    }

    private static ConnectionSpec spec() {
        return ConnectionSpec.builder().dsn(SERVER.uri(database)).build();
    }
}
