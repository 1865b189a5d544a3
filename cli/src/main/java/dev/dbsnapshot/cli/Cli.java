package dev.dbsnapshot.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command db-snapshot: parses, runs, and turns whatever happens into one line and an exit code. */
@Command(
        name = "db-snapshot",
        description = "Backs up PostgreSQL databases and restores them: pg_dump's tar format, no pg_dump needed.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        headerHeading = "Examples:%n"
                + "  db-snapshot create --dsn postgresql://forge@db.example.com/forge%n"
                + "  db-snapshot list%n"
                + "  db-snapshot restore --dsn postgresql://forge@db.example.com/forge --file FILE --drop%n"
                + "%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no connection, 4 damaged archive, 5 target not fit,"
                    + " 6 not supported, 7 file cannot be read or written, 8 privilege missing, 130 cancelled."
        })
final class Cli implements Runnable {

    private static final Set<String> TELL_OF_OTHERS = Set.of("completion", "help");

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    private final boolean ownsProcess;

    Cli(Surroundings surroundings) {
        this(surroundings, false);
    }

    /**
     * As the process's only command.
     *
     * @param ownsProcess whether nothing else in the process logs
     */
    Cli(Surroundings surroundings, boolean ownsProcess) {
        this.surroundings = surroundings;
        this.ownsProcess = ownsProcess;
    }

    /** Runs one command line. */
    int run(String... arguments) {
        Map<String, String> plain = PlainArguments.ofCreate(arguments);
        if (plain != null) {
            beforeCommand();
            return CreateCommand.of(surroundings, plain).run();
        }
        CommandLine root = commandLine(arguments.length > 0 ? arguments[0] : "");
        return root.execute(new ScriptArguments(root, surroundings.err()::println).subcommandFirst(arguments));
    }

    /** What is logged goes into the log file of a command that has one, and never between the lines for the person. */
    private void beforeCommand() {
        if (ownsProcess) {
            LogManager.getLogManager().reset();
        }
    }

    /** The parser with every subcommand. */
    CommandLine commandLine() {
        return commandLine("");
    }

    /**
     * The parser, ready to run. Most of the time that a short command takes goes into reading the annotations of the
     * subcommands, so only the one that is called is there if it stands first, unless it tells of the others.
     */
    private CommandLine commandLine(String first) {
        CommandLine root = new CommandLine(this);
        Map<String, Function<Surroundings, Object>> all = subcommands();
        boolean alone = all.containsKey(first) && !TELL_OF_OTHERS.contains(first);
        all.forEach((name, subcommand) -> {
            if (!alone || name.equals(first)) {
                root.addSubcommand(name, subcommand.apply(surroundings));
            }
        });
        Failures failures = new Failures(surroundings);
        root.setOut(surroundings.out());
        root.setErr(surroundings.err());
        root.setColorScheme(surroundings.colors());
        root.setExecutionStrategy(parsed -> {
            beforeCommand();
            return new CommandLine.RunLast().execute(parsed);
        });
        root.setParameterExceptionHandler(failures);
        root.setExecutionExceptionHandler(failures);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setAbbreviatedOptionsAllowed(false);
        GroupedOptions.install(root.getSubcommands());
        return root;
    }

    /** In the order of the help. */
    private static Map<String, Function<Surroundings, Object>> subcommands() {
        Map<String, Function<Surroundings, Object>> all = new LinkedHashMap<>();
        all.put("create", CreateCommand::new);
        all.put("restore", RestoreCommand::new);
        all.put("undo", UndoCommand::new);
        all.put("recover", RecoverCommand::new);
        all.put("doctor", DoctorCommand::new);
        all.put("export-objects", ExportObjectsCommand::new);
        all.put("jump-create", JumpCreateCommand::new);
        all.put("jump-delete", JumpDeleteCommand::new);
        all.put("list", ListCommand::new);
        all.put("extract-version", ExtractVersionCommand::new);
        all.put("verify", VerifyCommand::new);
        all.put("inspect", InspectCommand::new);
        all.put("completion", CompletionCommand::new);
        all.put("help", unused -> new CommandLine.HelpCommand());
        return all;
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "no command given: name one of create, restore, undo, recover, doctor, list, extract-version, verify,"
                        + " inspect");
    }
}
