package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.testdata.RealPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails in a restore: the database is as it was, positions of sequences and large objects included. */
class RestoreFaultTest {

    private static final int MAJOR = 15;

    private static final String SCHEMA = """
        CREATE TABLE public.account (id serial PRIMARY KEY, name text NOT NULL);
        INSERT INTO public.account (name) SELECT 'a' || i FROM generate_series(1, 100) i;
        CREATE TABLE public.booking (id int REFERENCES public.account, amount numeric);
        INSERT INTO public.booking VALUES (1, 10), (2, 20);
        SELECT lo_from_bytea(4711, 'first');
        COMMENT ON LARGE OBJECT 4711 IS 'kept';
        """;

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared(MAJOR);
    private final RealPrograms programs = RealPrograms.of(MAJOR);
    private String target = "";
    private String before = "";
    private Path archive = Path.of("");

    @BeforeEach
    void aTargetThatDiffersFromTheArchive() {
        String source = server.createDatabase();
        server.run(source, SCHEMA);
        archive = archive(source);
        target = server.createDatabase();
        server.run(target, SCHEMA);
        server.run(target, """
            SELECT nextval('account_id_seq'), nextval('account_id_seq');
            SELECT lo_put(4711, 0, 'later');
            CREATE TABLE public.later (t text);
            """);
        before = dump(target);
    }

    @Test
    void aFailingStatementIsNamedAndChangesNothing() throws IOException {
        // The archive's foreign key refers to a row that is not there.
        replace(archive, "1\t10\n", "0\t10\n");

        assertThatThrownBy(() -> restore(Progress.NONE)).isInstanceOfSatisfying(SnapshotException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SERVER);
            assertThat(e.sqlState()).contains("23503");
            assertThat(e).hasMessageContaining("FK CONSTRAINT public.booking booking_id_fkey");
            assertThat(e.getMessage()).doesNotContain("\n");
        });
        assertThat(dump(target)).isEqualTo(before);
    }

    @Test
    void aRowThatTheServerRefusesIsNamedWithItsEntryAndItsStatement() throws IOException {
        replace(archive, "1\t10\n", "x\t10\n");

        assertThatThrownBy(() -> restore(Progress.NONE))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("restoring TABLE DATA public.booking (entry ")
                .hasMessageContaining("(SQLSTATE 22P02); statement: COPY public.booking (");
        assertThat(dump(target)).isEqualTo(before);
    }

    @Test
    void aLostConnectionChangesNothing() {
        assertThatThrownBy(() -> restore(event -> {
                    if (event instanceof Progress.MemberStarted) {
                        server.run(
                                "postgres",
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + target
                                        + "'");
                    }
                }))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
        assertThat(dump(target)).isEqualTo(before);
    }

    @Test
    void anInterruptionChangesNothing() {
        assertThatThrownBy(() -> restore(event -> {
                    if (event instanceof Progress.MemberStarted) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(dump(target)).isEqualTo(before);
    }

    @Test
    void aDamagedArchiveIsFoundBeforeAnythingIsTouched() throws IOException {
        byte[] content = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(content, content.length * 6 / 10));

        assertThatThrownBy(() -> restore(event -> assertThat(event).isNotEqualTo(new Progress.PhaseStarted("connect"))))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE));
        assertThat(dump(target)).isEqualTo(before);
    }

    @Test
    void twoRestoresDoNotMeet() {
        assertThatThrownBy(() -> restore(event -> {
                    if (event instanceof Progress.MemberStarted) {
                        restore(Progress.NONE);
                    }
                }))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("another restore");
        assertThat(dump(target)).isEqualTo(before);
    }

    @Test
    void moreObjectsThanTheLockTableHoldsAreRefusedBeforehand() {
        try (PostgresServer small = PostgresServer.start(MAJOR, Map.of("max_connections", "100"))) {
            String database = small.createDatabase();
            small.run(database, tables(1, 500));
            ConnectionSpec spec =
                    ConnectionSpec.builder().dsn(small.uri(database)).build();
            Path many = folder.resolve("many.tar");
            programs.dump(small, database, "-Ft", "-f", many.toString()).orThrow();

            Restore.of(many, spec).drop(true).run();

            small.run(database, tables(501, 1000));
            programs.dump(small, database, "-Ft", "-f", many.toString()).orThrow();
            assertThatThrownBy(() -> Restore.of(many, spec).drop(true).run())
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("max_locks_per_transaction");
        }
    }

    @Test
    void anOwnerWhoIsNoSuperuserRestoresWhatIsHers() {
        server.run("postgres", "CREATE ROLE owner_of_target LOGIN");
        String hers = server.createDatabase("OWNER owner_of_target");
        server.run(hers, "CREATE EXTENSION pg_stat_statements; ALTER SCHEMA public OWNER TO owner_of_target");
        ConnectionSpec spec = ConnectionSpec.builder()
                .dsn(server.uri(hers))
                .user("owner_of_target")
                .build();

        Restore.of(archive, spec).run();
        Restore.of(archive, spec).drop(true).run();

        assertThat(programs.dump(server, hers, "--data-only", "--restrict-key=x")
                        .orThrow()
                        .text())
                .contains("a100");
        server.run(hers, "CREATE TABLE public.foreign_table_of_superuser (); CREATE SCHEMA other");
        assertThatThrownBy(() -> Restore.of(archive, spec).drop(true).run())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRIVILEGE))
                .hasMessageContaining("schema other");
    }

    private static String tables(int from, int to) {
        return "DO $$ BEGIN FOR i IN " + from + ".." + to + " LOOP EXECUTE format("
                + "'CREATE TABLE t%s (id serial PRIMARY KEY, name text)', i);"
                + " IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$";
    }

    private void restore(Progress progress) {
        Restore.of(archive, spec()).drop(true).progress(progress).run();
    }

    private static void replace(Path file, String old, String changed) throws IOException {
        byte[] content = Files.readAllBytes(file);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(old);
        Files.write(file, text.replace(old, changed).getBytes(StandardCharsets.ISO_8859_1));
    }

    private Path archive(String database) {
        Path file = folder.resolve(database + ".tar");
        programs.dump(server, database, "-Ft", "--no-owner", "--no-privileges", "-f", file.toString())
                .orThrow();
        return file;
    }

    private String dump(String database) {
        return programs.dump(server, database, "--restrict-key=x").orThrow().text();
    }

    private ConnectionSpec spec() {
        return ConnectionSpec.builder().dsn(server.uri(target)).build();
    }
}
