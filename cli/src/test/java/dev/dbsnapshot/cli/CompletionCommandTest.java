package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shell completes, asked of a real bash. */
class CompletionCommandTest {

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({"cr,create", "rest,restore", "list --out,--output", "restore --pl,--plan", "list -o ya,yaml"})
    void bashCompletes(String typed, String completed) throws Exception {
        assertThat(completions(typed)).contains(completed);
    }

    @Test
    void zshTurnsItsEmulationOnFirst() {
        CommandRun run = CommandRun.in(home, "completion", "zsh");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("autoload").contains("bashcompinit", "complete -F _complete_db-snapshot");
    }

    @Test
    void anotherShellIsRefused() {
        CommandRun run = CommandRun.in(home, "completion", "fish");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("fish", "BASH");
    }

    private String completions(String typed) throws IOException, InterruptedException {
        CommandRun run = CommandRun.in(home, "completion", "bash");
        assertThat(run.exitCode()).isZero();
        Path script = Files.writeString(home.resolve("completion"), run.out());
        Process bash = new ProcessBuilder("bash", "-c", """
            source "$0"
            COMP_WORDS=(db-snapshot $1)
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _complete_db-snapshot
            printf '%s ' "${COMPREPLY[@]}"
            """, script.toString(), typed)
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
