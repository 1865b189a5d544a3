package dev.dbsnapshot.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
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
        },
        subcommands = {
            CreateCommand.class,
            RestoreCommand.class,
            UndoCommand.class,
            RecoverCommand.class,
            DoctorCommand.class,
            ExportObjectsCommand.class,
            JumpCreateCommand.class,
            JumpDeleteCommand.class,
            ListCommand.class,
            ExtractVersionCommand.class,
            VerifyCommand.class,
            InspectCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class,
        })
final class Cli implements Runnable {

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Cli(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs one command line. */
    int run(String... arguments) {
        CommandLine root = commandLine();
        return root.execute(new ScriptArguments(root).subcommandFirst(arguments));
    }

    /** The parser, ready to run. */
    CommandLine commandLine() {
        CommandLine root = new CommandLine(this, new Factory(surroundings));
        Failures failures = new Failures(surroundings);
        root.setOut(surroundings.out());
        root.setErr(surroundings.err());
        root.setColorScheme(surroundings.colors());
        root.setParameterExceptionHandler(failures);
        root.setExecutionExceptionHandler(failures);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setAbbreviatedOptionsAllowed(false);
        GroupedOptions.install(Objects.requireNonNull(root.getSubcommands().get("create")));
        GroupedOptions.installForRestore(
                Objects.requireNonNull(root.getSubcommands().get("restore")));
        return root;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given: name one of create, restore, undo, recover, doctor, list, extract-version, verify,"
                        + " inspect");
    }

    /** Gives commands and mixins their surroundings. */
    private record Factory(Surroundings surroundings) implements IFactory {

        @Override
        @SuppressWarnings("unchecked") // Each branch makes exactly the class that was asked for.
        public <K> K create(Class<K> type) throws Exception {
            if (type == CreateCommand.class) {
                return (K) new CreateCommand(surroundings);
            }
            if (type == RestoreCommand.class) {
                return (K) new RestoreCommand(surroundings);
            }
            if (type == UndoCommand.class) {
                return (K) new UndoCommand(surroundings);
            }
            if (type == RecoverCommand.class) {
                return (K) new RecoverCommand(surroundings);
            }
            if (type == DoctorCommand.class) {
                return (K) new DoctorCommand(surroundings);
            }
            if (type == ExportObjectsCommand.class) {
                return (K) new ExportObjectsCommand(surroundings);
            }
            if (type == JumpCreateCommand.class) {
                return (K) new JumpCreateCommand(surroundings);
            }
            if (type == JumpDeleteCommand.class) {
                return (K) new JumpDeleteCommand(surroundings);
            }
            if (type == ListCommand.class) {
                return (K) new ListCommand(surroundings);
            }
            if (type == ExtractVersionCommand.class) {
                return (K) new ExtractVersionCommand(surroundings);
            }
            if (type == VerifyCommand.class) {
                return (K) new VerifyCommand(surroundings);
            }
            if (type == InspectCommand.class) {
                return (K) new InspectCommand(surroundings);
            }
            if (type == CompletionCommand.class) {
                return (K) new CompletionCommand(surroundings);
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
