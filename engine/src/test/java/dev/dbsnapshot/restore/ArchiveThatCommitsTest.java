package dev.dbsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Restore;
import dev.dbsnapshot.Verify;
import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.testdata.PostgresServer;
import dev.dbsnapshot.toc.TocEntry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive ends the transaction that makes a restore whole or nothing: nobody is told that nothing was changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchiveThatCommitsTest {

    /** What the server reads in it depends on a setting that the archive changes. */
    private static final String IN_DISGUISE = "SET standard_conforming_strings = off; SET escape_string_warning = off";

    private final PostgresServer server = PostgresServer.shared(15);
    private final String source = server.createDatabase();
    private String target = "";

    @TempDir
    private static Path folder;

    private Path archive = Path.of("");

    @BeforeAll
    void anArchiveOfAnotherDatabase() {
        server.run(source, "CREATE TABLE restored AS SELECT generate_series(1, 10) AS id");
        archive = backup(DumpOptions.DEFAULT);
    }

    @BeforeEach
    void aTarget() {
        target = server.createDatabase();
        server.run(target, "CREATE TABLE before (id int)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "SELECT 1; commit and chain;",
                "SELECT 'x'; /* a /* nested */ comment */ -- and another\n ROLLBACK; SELECT 1",
                "SELECT $a$ ; $b$ $a$; END TRANSACTION",
                "SELECT E'\\';', \";\"; Abort",
                "PREPARE TRANSACTION 'left behind'",
                "RELEASE db_snapshot",
                "ROLLBACK TO db_snapshot",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END; COMMIT",
            })
    void isRefusedBeforeTheFirstChange(String statement) {
        Path changed = ChangedArchive.withDefinitions(archive, "SELECT 1", statement);

        assertThatThrownBy(() -> restore(changed))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE))
                .hasMessageContaining("SQL \"by hand\"")
                .hasMessageContaining("would end the transaction");
        assertThatThrownBy(() -> Verify.of(changed).run()).hasMessageContaining("would end the transaction");
        assertThat(tables()).isEqualTo("before");
    }

    @Test
    void isRefusedWhateverPartOfAnEntryHasTheStatement() {
        Path copying = ChangedArchive.copy(
                archive,
                entries -> entries.stream()
                        .map(entry -> entry.copyStmt() == null
                                ? entry
                                : entry.toBuilder()
                                        .copyStmt("COMMIT; " + entry.copyStmt())
                                        .build())
                        .toList(),
                "");
        assertThatThrownBy(() -> restore(copying)).hasMessageContaining("has the statement COMMIT");
        Path dropping = ChangedArchive.copy(
                archive,
                entries ->
                        entries.stream().map(ArchiveThatCommitsTest::dropping).toList(),
                "");
        assertThatThrownBy(() -> restore(dropping)).hasMessageContaining("has the statement END");

        Path inserting = ChangedArchive.copy(
                backup(DumpOptions.DEFAULT.with(DumpFlag.INSERTS)),
                entries -> entries,
                "COMMIT;\nINSERT INTO public.restored VALUES (1);\n");
        assertThatThrownBy(() -> restore(inserting)).hasMessageContaining("has the statement COMMIT");
        assertThat(tables()).isEqualTo("before");
    }

    private static TocEntry dropping(TocEntry entry) {
        return entry.dropStmt() == null
                ? entry
                : entry.toBuilder().dropStmt(entry.dropStmt() + " END;").build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ' ; COMMIT; '",
                "CREATE TABLE public.\"; COMMIT;\" (\"end\" int)",
                "CREATE TABLE public.t (commit text DEFAULT E'\\'; COMMIT; --', a int)",
                "DO $x$ BEGIN PERFORM 1; END $x$",
                "CREATE FUNCTION public.f(a int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE a WHEN 1 THEN 2 END;"
                        + " END",
                "CREATE RULE r AS ON INSERT TO public.restored DO ALSO (SELECT 1; SELECT 2)",
                "SELECT 1 /*/ ; COMMIT; /*/ */ ; COMMIT */ -- ; COMMIT\n",
                "SELECT E'a'\n'\\'; COMMIT; '",
            })
    void whatOnlyLooksLikeItIsRestored(String statement) {
        Path changed = ChangedArchive.withDefinitions(archive, "SELECT 1", statement);

        restore(changed);

        assertThat(tables()).contains("restored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMMIT", "COMMIT AND CHAIN", "COMMIT; BEGIN"})
    void inDisguiseItIsNotCalledUnchanged(String ending) {
        for (String next : List.of("SELECT 1/0", "SELECT 1")) {
            Path changed = ChangedArchive.withDefinitions(
                    archive, IN_DISGUISE, "SELECT '\\'; --'; " + ending + "; " + next + " --");

            assertThatThrownBy(() -> restore(changed))
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE))
                    .hasMessageContaining("database " + target + " may be restored in part")
                    .hasMessageNotContaining("nothing was changed");
            assertThat(tables()).isEqualTo("restored");
        }
    }

    private Path backup(DumpOptions options) {
        return Backup.of(spec(source))
                .options(options)
                .toFile(folder.resolve(options.hashCode() + ".tar"))
                .run()
                .file();
    }

    private void restore(Path file) {
        Restore.of(file, spec(target)).drop(true).run();
    }

    private String tables() {
        return server.query(target, "SELECT string_agg(relname, ',') FROM pg_stat_user_tables");
    }

    private ConnectionSpec spec(String database) {
        return ConnectionSpec.builder().dsn(server.uri(database)).build();
    }
}
