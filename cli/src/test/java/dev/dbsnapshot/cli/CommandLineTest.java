package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person reads who types something wrong, and what the options of the script mean. */
class CommandLineTest {

    @TempDir
    private Path home;

    @Test
    void exitCodesKeepTheirMeaning() {
        Map<String, Integer> codes =
                Arrays.stream(ExitCode.values()).collect(Collectors.toMap(ExitCode::name, ExitCode::number));
        assertThat(codes)
                .isEqualTo(Map.of(
                        "SUCCESS",
                        0,
                        "FAILURE",
                        1,
                        "USAGE",
                        2,
                        "CONNECTION",
                        3,
                        "ARCHIVE",
                        4,
                        "CONFLICT",
                        5,
                        "UNSUPPORTED",
                        6,
                        "IO",
                        7,
                        "PRIVILEGE",
                        8,
                        "CANCELLED",
                        130));
    }

    @Test
    void theScriptsOptionsMayStandBeforeEveryCommandOfIt() {
        for (String command : List.of("create", "restore", "list", "extract-version", "jump-create", "jump-delete")) {
            CommandRun run = CommandRun.in(
                    home,
                    "--dir=" + home.resolve("none"),
                    "--file",
                    home.resolve("none.tar").toString(),
                    "--registry=r",
                    "--image=r/x:1",
                    "--force-insecure",
                    "--namespace=n",
                    command);
            assertThat(run.err()).as(command).doesNotContain("Unknown option", "Unmatched");
        }
        assertThat(CommandRun.in(home, "--file", "a.tar", "list").err())
                .contains("warning: --file has no effect on list");
        assertThat(CommandRun.in(home, "list", "--file", "a.tar").err()).contains("Unknown option");
    }

    @Test
    void everyKindOfFailureHasAnExitCodeThatIsNotZero() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(ExitCode.of(code).number()).as("%s", code).isNotZero();
        }
    }

    @Test
    void theVersionNamesEverythingInside() {
        CommandRun run = CommandRun.in(home, "--version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("db-snapshot ")
                .contains("postgresql-jdbc 42.")
                .contains("Java ");
        assertThat(run.out()).doesNotContain("${");
    }

    @Test
    void helpBeginsWithExamples() {
        for (String command : new String[] {"create", "restore", "list", "extract-version", "verify", "inspect"}) {
            CommandRun run = CommandRun.in(home, command, "--help");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).startsWith("Example");
        }
    }

    @Test
    void theHelpOfTheCommandSaysWhatEachSubcommandDoes() {
        CommandRun run = CommandRun.in(home, "--help");
        assertThat(run.out()).startsWith("Examples:").containsPattern("create +Back up a database");
    }

    @Test
    void optionsMayStandBeforeTheCommandAsInTheScript() {
        CommandRun before = CommandRun.in(home, "--dir=" + home, "-n", "poolside", "list");
        CommandRun after = CommandRun.in(home, "list", "--dir=" + home, "-n", "poolside");
        assertThat(before).isEqualTo(after);
        assertThat(before.exitCode()).isZero();
    }

    @Test
    void aValueThatLooksLikeACommandIsAValue() {
        CommandRun run = CommandRun.in(home, "--file", "restore", "extract-version");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("restore");
    }

    @Test
    void anOptionOfAnotherCommandIsRefused() {
        CommandRun run = CommandRun.in(home, "--drop", "create");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).isEqualTo("db-snapshot: Unknown option: '--drop' (see 'db-snapshot create --help')\n");
    }

    @Test
    void optionsOfTheJumpPodAreAcceptedAndSaidToHaveNoEffect() {
        CommandRun run = CommandRun.in(home, "--registry=r.example.com", "--image=i", "--force-insecure", "list");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("--registry, --image, --force-insecure have no effect");
    }

    @Test
    void aCommandThatIsMissingOrMisspelledIsNamed() {
        assertThat(CommandRun.in(home).err()).contains("no command given");
        CommandRun misspelled = CommandRun.in(home, "creat");
        assertThat(misspelled.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(misspelled.err()).contains("did you mean create");
    }

    @Test
    void noDatabaseNamedIsAnErrorRatherThanWhateverListensHere() {
        CommandRun run = CommandRun.in(home, "create");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("no database named: give --dsn");
    }

    @Test
    void anArchiveThatIsNotThereIsNamed() {
        CommandRun run = CommandRun.in(home, "extract-version", "--file", "none.tar");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("none.tar");
    }

    @Test
    void aFolderThatIsNamedButNotThereIsAnErrorRatherThanEmpty() {
        CommandRun run = CommandRun.in(home, "list", "--dir", "nowhere");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("nowhere");
        assertThat(CommandRun.in(home, "list").exitCode()).isZero();
    }

    @Test
    void aServerThatIsNotThereIsOneLine() {
        CommandRun run = CommandRun.in(home, "-q", "create", "--dsn", "postgresql://someone@127.0.0.1:1/none");
        assertThat(run.exitCode()).isEqualTo(ExitCode.CONNECTION.number());
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("127.0.0.1:1");
    }

    @Test
    void libpqsEnvironmentNamesTheDatabaseToo() {
        Map<String, String> environment =
                Map.of("PGHOST", "127.0.0.1", "PGPORT", "1", "PGDATABASE", "d", "PGUSER", "u");
        CommandRun run = CommandRun.in(home, environment, "", "create", "-q");
        assertThat(run.exitCode()).isEqualTo(ExitCode.CONNECTION.number());
        assertThat(run.err()).contains("127.0.0.1:1");
    }
}
