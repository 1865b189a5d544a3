package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.FaultProxy;
import dev.dbsnapshot.testdata.PostgresServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong: a documented exit code, one line that says it, no file under the final name, the target as it was. */
class FaultsTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);
    private static final String BIG = SERVER.createDatabase();

    @TempDir
    private Path home;

    @TempDir
    private Path snapshots;

    @BeforeAll
    static void someMegabytes() {
        SERVER.run(BIG, "CREATE TABLE big AS SELECT g, repeat('x', 1000) AS t FROM generate_series(1, 8000) g");
    }

    @Test
    void aWrongPassword() {
        try (PostgresServer server = PostgresServer.start(15, Map.of("password_encryption", "scram-sha-256"))) {
            server.run("postgres", """
                CREATE ROLE app LOGIN SUPERUSER PASSWORD 'right word';
                COPY (SELECT unnest(ARRAY['host all app all scram-sha-256', 'host all all all trust']))
                    TO PROGRAM 'cat > pg_hba.conf';
                SELECT pg_reload_conf(), pg_sleep(1)
                """);
            String dsn = "postgresql://app@" + server.host() + ":" + server.port() + "/postgres";
            Path file = snapshots.resolve("x.tar");

            CommandRun wrong = create(Map.of("PGPASSWORD", "wrong word"), dsn, file);
            fails(wrong, ExitCode.CONNECTION, "password authentication failed for user \"app\"");
            assertThat(wrong.err()).doesNotContain("wrong word").contains("PGPASSWORD");
            fails(create(Map.of(), dsn, file), ExitCode.CONNECTION, "no password is known");
            assertThat(snapshots).isEmptyDirectory();

            CommandRun right = create(Map.of("PGPASSWORD", "right word"), dsn, file);
            assertThat(right.exitCode()).as(right.err()).isZero();
            CommandRun restore = CommandRun.in(
                    home,
                    Map.of("PGPASSWORD", "wrong word"),
                    "",
                    "-q",
                    "restore",
                    "--dsn",
                    dsn,
                    "--file",
                    file.toString());
            fails(restore, ExitCode.CONNECTION, "password authentication failed");
        }
    }

    @Test
    void aServerThatGoesAwayInTheMiddle() {
        try (FaultProxy proxy = FaultProxy.before(SERVER)) {
            proxy.cutAfter(3_000_000);
            String dsn = "postgresql://postgres@localhost:" + proxy.port() + "/" + BIG;

            // Whichever session notices first says so: the one that copies, or the one that keeps the snapshot.
            fails(
                    create(Map.of(), dsn, snapshots.resolve("x.tar")),
                    ExitCode.CONNECTION,
                    "the connection to the server broke");
        }
        assertThat(snapshots).isEmptyDirectory();
    }

    @Test
    void aDamagedArchive() throws IOException {
        Path file = snapshots.resolve("x.tar");
        assertThat(create(Map.of(), SERVER.uri(BIG), file).exitCode()).isZero();
        flipAByteOfTheData(file);
        String target = SERVER.createDatabase();
        SERVER.run(target, "CREATE TABLE kept (id int)");

        CommandRun restore = CommandRun.in(
                home, "-q", "restore", "--dsn", SERVER.uri(target), "--file", file.toString(), "--drop", "--yes");

        fails(restore, ExitCode.ARCHIVE, "x.tar");
        fails(CommandRun.in(home, "-q", "verify", file.toString()), ExitCode.ARCHIVE, "x.tar");
        assertThat(SERVER.query(target, "SELECT string_agg(relname, ',') FROM pg_stat_user_tables"))
                .isEqualTo("kept");
    }

    /** The limit of a process on the size of its files stands in for a full disk: both fail a write. */
    @Test
    void aFullDisk() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 2048; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-Duser.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "-q",
                        "create",
                        "--dsn",
                        SERVER.uri(BIG),
                        "--file",
                        snapshots.resolve("x.tar").toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        fails(
                new CommandRun(process.waitFor(), "", err.replaceAll("(?m)^SLF4J.*\\R", "")),
                ExitCode.IO,
                "cannot write archive " + snapshots.resolve("x.tar"));
        assertThat(snapshots).isEmptyDirectory();
    }

    private CommandRun create(Map<String, String> environment, String dsn, Path file) {
        return CommandRun.in(home, environment, "", "-q", "create", "--dsn", dsn, "--file", file.toString());
    }

    private static void fails(CommandRun run, ExitCode code, String says) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code.number());
        assertThat(run.err().lines().filter(line -> !line.startsWith("warning: ")))
                .singleElement()
                .asString()
                .startsWith("db-snapshot: ")
                .contains(says);
        assertThat(run.out()).isEmpty();
    }

    private static void flipAByteOfTheData(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long middle = bytes.length() / 2;
            bytes.seek(middle);
            int old = bytes.read();
            bytes.seek(middle);
            bytes.write(old ^ 1);
        }
    }
}
