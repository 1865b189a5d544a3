package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.cluster.Poolside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong while a jump pod works: streams, the pod itself, rights, the programs in it, and its leftovers. */
class JumpPodFaultsTest {

    private static final PostgresServer SERVER = PostgresServer.shared(15);

    private String database = "";
    private Poolside cluster;

    @TempDir
    private Path home;

    @BeforeEach
    void start() throws IOException {
        database = SERVER.createDatabase();
        SERVER.run(database, """
            CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
            INSERT INTO schema_migrations VALUES (42, false);
            CREATE TABLE models (id int PRIMARY KEY, name text);
            INSERT INTO models SELECT i, repeat('model ', 10) || i FROM generate_series(1, 20000) AS i;
            """);
        cluster = Poolside.start(SERVER, database);
        cluster.kubeconfigIn(home);
    }

    @AfterEach
    void stop() {
        cluster.close();
        SERVER.dropDatabase(database);
    }

    private CommandRun create(String file) {
        return CommandRun.in(home, "create", "--via", "jump-pod", "--image", "r/x:v1", "--file", file);
    }

    private CommandRun restore(String file, String... more) {
        String[] arguments = {"restore", "--via", "jump-pod", "--image", "r/x:v1", "--yes", "--file", file};
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return CommandRun.in(home, all);
    }

    private String sql(String file) {
        return CommandRun.in(home, "inspect", "--sql", "--restrict-key", "k", file)
                .out();
    }

    private void succeeds(CommandRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.jumpPod()).isNull();
    }

    private void fails(CommandRun run, ExitCode code, String... says) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code.number());
        assertThat(run.err()).contains(says);
        assertThat(cluster.jumpPod()).isNull();
    }

    @Test
    void anArchiveWhoseStreamIsCutOrEndsSilentlyIsFetchedWhole() {
        succeeds(create("undisturbed.tar"));
        cluster.server().faults().cutAfter(600_000);
        CommandRun cut = create("cut.tar");
        succeeds(cut);
        assertThat(cut.err()).contains("fetching archive.tar", "trying again");
        cluster.server().faults().endSilentlyAfter(600_000);
        succeeds(create("silent.tar"));
        assertThat(sql("cut.tar")).isEqualTo(sql("undisturbed.tar"));
        assertThat(sql("silent.tar")).isEqualTo(sql("undisturbed.tar"));
    }

    @Test
    void anArchiveWhoseWayIntoThePodIsCutArrivesWhole() {
        succeeds(create("one.tar"));
        SERVER.run(database, "DELETE FROM models WHERE id > 7");
        cluster.server().faults().cutUploadAfter(400_000);
        CommandRun restored = restore("one.tar", "--no-safety-snapshot");
        succeeds(restored);
        assertThat(restored.err()).contains("sending restore.tar", "trying again");
        assertThat(SERVER.query(database, "SELECT count(*) FROM models")).isEqualTo("20000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Evicted|The node was low on resource: ephemeral-storage",
                "DeadlineExceeded|Pod was active on the node longer than the specified deadline",
            })
    void aPodThatEndsMeanwhileIsToldWithItsReason(String reason, String message) throws Exception {
        fails(
                whilePgDumpWaits(() -> cluster.server()
                        .kubelet()
                        .becomes(
                                "poolside",
                                "db-snapshot-jump",
                                "{phase: Failed, reason: " + reason + ", message: '" + message + "'}")),
                ExitCode.CONFLICT,
                "pod db-snapshot-jump ended while it worked (" + reason + ": " + message);
        assertThat(home.resolve("x.tar")).doesNotExist();
    }

    @Test
    void aPodThatIsDeletedMeanwhileIsMissed() throws Exception {
        fails(
                whilePgDumpWaits(() -> {
                    var unused = cluster.server()
                            .client()
                            .pods()
                            .inNamespace("poolside")
                            .withName("db-snapshot-jump")
                            .delete();
                }),
                ExitCode.CONFLICT,
                "pod db-snapshot-jump was removed while it worked");
    }

    private CommandRun whilePgDumpWaits(Runnable fault) throws SQLException, InterruptedException {
        try (Connection other = SERVER.connect(database);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE models");
            CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(() -> create("x.tar"));
            while (SERVER.query(
                            database,
                            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump' AND datname ="
                                    + " current_database() AND wait_event_type = 'Lock'")
                    .equals("0")) {
                Thread.sleep(50);
            }
            fault.run();
            CommandRun result = run.join();
            other.rollback();
            return result;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET .*/deployments/core-api|reading Deployment core-api",
                "GET .*/pods/db-snapshot-jump$|reading pod db-snapshot-jump",
                "POST .*/pods$|making pod db-snapshot-jump",
                "/exec|pods/exec",
            })
    void aMissingRightIsNamed(String request, String named) {
        cluster.server().refuse(request, 403);
        fails(create("x.tar"), ExitCode.PRIVILEGE, named, "403");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pods \"db-snapshot-jump\" is forbidden: exceeded quota: small, requested: pods=1|ResourceQuota",
                "pods \"db-snapshot-jump\" is forbidden: violates PodSecurity \"restricted:latest\"|which pods they"
                        + " admit",
            })
    void whatAdmissionRefusesIsToldWithWhatHelps(String message, String remedy) {
        cluster.server().refuse("POST .*/pods$", 403, message);
        fails(create("x.tar"), ExitCode.PRIVILEGE, message, remedy);
    }

    @Test
    void aPodThatCannotBeRemovedIsNamed() {
        cluster.server().refuse("DELETE .*/pods/", 403);
        CommandRun run = create("x.tar");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("warning: pod db-snapshot-jump may be left")
                .contains("jump-delete");
    }

    @Test
    void aPodThatAKilledRunHasLeftIsNamedAndDeletedByHand() {
        CommandRun made = CommandRun.in(home, "jump-create", "--image", "r/x:v1");
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out())
                .isEqualTo("kubectl exec -it db-snapshot-jump -n poolside -- psql -h postgres -p 5432 -d " + database
                        + " -U postgres\n");
        CommandRun second = create("x.tar");
        assertThat(second.exitCode()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(second.err()).contains("made for work by hand").contains("jump-delete -n poolside");
        CommandRun deleted = CommandRun.in(home, "jump-delete");
        assertThat(deleted.err()).contains("the jump pod is removed");
        succeeds(deleted);
        assertThat(CommandRun.in(home, "jump-delete").err()).contains("there is no jump pod");
        cluster.server()
                .kubelet()
                .brings("{phase: Pending, containerStatuses: [{name: client, state: {waiting: {reason:"
                        + " ImagePullBackOff, message: 'Back-off pulling image'}}}]}");
        fails(
                CommandRun.in(home, "jump-create", "--image", "r/x:v1"),
                ExitCode.CONFLICT,
                "cannot be pulled (ImagePullBackOff: Back-off pulling image)",
                "skopeo list-tags docker://r/x");
    }

    @Test
    void anImageWithoutTheProgramsSaysSo() throws IOException {
        Path programs = Files.createDirectory(home.resolve("bin"));
        for (String name : List.of("sh", "mkdir", "head", "wc", "cat", "mv", "rm")) {
            Files.createSymbolicLink(programs.resolve(name), Path.of("/bin", name));
        }
        cluster.server().execVariable("PATH", programs.toString());
        fails(create("x.tar"), ExitCode.FAILURE, "psql in pod db-snapshot-jump failed", "psql: not found");
    }

    @Test
    void aRestoreThatFailsChangesNothingAndTheApplicationComesBack() throws SQLException {
        succeeds(create("one.tar"));
        SERVER.run(database, "DELETE FROM models WHERE id > 99; ALTER TABLE models ADD CHECK (id < 100)");
        fails(
                restore("one.tar"),
                ExitCode.FAILURE,
                "violates check constraint",
                "nothing was changed in database " + database);
        assertThat(SERVER.query(database, "SELECT count(*) FROM models")).isEqualTo("99");
        try (Connection other = SERVER.connect(database);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE models IN ACCESS SHARE MODE");
            CommandRun run = restore("one.tar", "--drop", "--no-safety-snapshot", "--lock-wait-timeout", "300ms");
            fails(run, ExitCode.FAILURE, "lock timeout", "Deployment core-api is ready");
            other.rollback();
        }
        assertThat(SERVER.query(database, "SELECT count(*) FROM models")).isEqualTo("99");
        assertThat(cluster.replicas()).isEqualTo(2);
        assertThat(cluster.noted()).isNull();
    }

    @Test
    void whereNoWayLeadsThereTheJumpPodIsTakenIfThePersonAgrees() {
        cluster.server().refuse("/portforward", 403);
        cluster.server().refuse("/pods/core-api.*/exec", 403);
        String[] create = {"create", "--image", "r/x:v1", "--file", "x.tar"};
        fails(CommandRun.in(home, create), ExitCode.CONNECTION, "no way leads to the database", "--via jump-pod");
        CommandRun agreed = CommandRun.in(home, "create", "--image", "r/x:v1", "--file", "x.tar", "--yes");
        succeeds(agreed);
        assertThat(agreed.err()).contains("tunnel: ", "exec: ", "direct: ", "moving on to a jump pod");
        SERVER.run(database, "DELETE FROM models");
        CommandRun restored =
                CommandRun.in(home, "restore", "--image", "r/x:v1", "--file", "x.tar", "--yes", "--no-safety-snapshot");
        succeeds(restored);
        assertThat(SERVER.query(database, "SELECT count(*) FROM models")).isEqualTo("20000");
    }

    @Test
    void whatThePodCannotDoIsRefusedBeforeThereIsOne() {
        succeeds(create("one.tar"));
        fails(restore("one.tar", "--strategy", "swap"), ExitCode.USAGE, "leave out --strategy");
        CommandRun named = CommandRun.in(home, "create", "--via", "jump-pod", "--dsn", SERVER.uri(database));
        fails(named, ExitCode.USAGE, "leave out --dsn");
        assertThat(CommandRun.in(home, "create", "--dsn", SERVER.uri(database), "--scale-down")
                        .err())
                .contains("--scale-down stops an application in a cluster");
    }
}
