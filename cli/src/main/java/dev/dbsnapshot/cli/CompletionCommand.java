package dev.dbsnapshot.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code db-snapshot completion}: prints the script that makes a shell complete this command's words. */
@Command(
        name = "completion",
        description = "Print a script that makes the shell complete commands, options and their values.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  source <(db-snapshot completion bash)     # in ~/.bashrc%n"
                + "  source <(db-snapshot completion zsh)      # in ~/.zshrc%n"
                + "%n")
final class CompletionCommand implements Callable<Integer> {

    /** The shells that there is a script for. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Surroundings surroundings;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.BASH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** One script serves both: zsh runs it through its own emulation of bash's completion, which must be on first. */
    @Override
    public Integer call() {
        if (shell == Shell.ZSH) {
            surroundings.out().println("autoload -U +X compinit && compinit");
            surroundings.out().println("autoload -U +X bashcompinit && bashcompinit");
        }
        surroundings.out().print(AutoComplete.bash("db-snapshot", spec.root().commandLine()));
        surroundings.out().flush();
        return ExitCode.SUCCESS.number();
    }
}
