package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A store that changes what was written to it: no archive comes about. Here it is the test that writes into the file. Rows
 * are compared by {@code verify} only.
 */
class ReadBackTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    private static String database = "";

    @TempDir
    private Path folder;

    /** What is larger than any buffer, so that the table of contents is in the file before the manifest is written. */
    @BeforeAll
    static void fill() {
        database = LetterTables.fill(SERVER, List.of("a", "b"), 500, 900);
    }

    /**
     * @param phase when it happens
     * @param after the bytes behind which it happens, the last ones of these in the file; ~ stands for a zero, which
     *     stands behind a name in a header
     * @param bytes how many bytes behind them
     */
    @ParameterizedTest
    @CsvSource({
        "finish, PGDMP, 5",
        "finish, STDSTRINGS, -1",
        "check, toc.dat~, 0",
        "check, restore.sql~, 112",
        "check, manifest.json~, 0",
        "check, '\"sha256\"', 6",
        "check, '\"toc.dat\"', 9"
    })
    void whatDoesNotReadBackIsNoBackup(String phase, String after, int bytes) throws IOException {
        Path file = folder.resolve("a.tar");
        Backup backup = Backup.of(spec()).toFile(file).progress(event -> {
            if (event instanceof Progress.PhaseStarted started
                    && started.phase().equals(phase)) {
                damage(folder.resolve("a.tar.partial"), after, bytes);
            }
        });

        assertThatThrownBy(backup::run).isInstanceOfSatisfying(SnapshotException.class, e -> {
            assertThat(e.code()).isIn(ErrorCode.IO, ErrorCode.ARCHIVE);
            assertThat(e).hasMessageContaining(file.toString());
        });

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    private static void damage(Path file, String after, int bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            int place = content.lastIndexOf(after.replace('~', '\0'));
            assertThat(place).isNotNegative();
            int at = place + after.length() + bytes;
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (content.charAt(at) ^ 1)}), at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data is read before the entries are written: both must name the same members. */
    @Test
    void entriesThatNameOtherMembersThanThoseThatAreReadAreRefused() throws SQLException {
        try (Connection connection = SERVER.connect(database)) {
            Session session = new Session(connection, new ServerVersion(150000, "test"));
            session.execute("SET search_path TO ''; BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            SchemaPlan plan = SchemaPlan.of(session, Kinds.all(), Selection.EVERYTHING);
            Server server = Server.read(session);
            ArchiveEncoding encoding = ArchiveEncoding.of(session, server, DumpOptions.DEFAULT);
            List<String> members = plan.items().entries().stream()
                    .filter(TocEntry::hadDumper)
                    .map(entry -> String.valueOf(entry.fileName()))
                    .toList();
            assertThat(members).hasSize(2);
            Clock clock = Clock.systemUTC();

            assertThat(ArchiveTexts.of(plan, members, server, Instant.EPOCH, clock, encoding)
                            .entries())
                    .isEqualTo(plan.items().size());
            for (List<String> others : List.of(List.<String>of(), members.subList(0, 1), List.of("1.dat", "2.dat"))) {
                assertThatThrownBy(() -> ArchiveTexts.of(plan, others, server, Instant.EPOCH, clock, encoding))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("other members");
            }
        }
    }

    private static ConnectionSpec spec() {
        return ConnectionSpec.builder().dsn(SERVER.uri(database)).build();
    }
}
