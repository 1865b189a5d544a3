package dev.dbsnapshot.cli;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.Recover;
import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.jump.JumpBackup;
import dev.dbsnapshot.kube.Via;
import dev.dbsnapshot.kube.route.NoRouteException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot create}: writes a snapshot of a database. */
@Command(
        name = "create",
        description = "Back up a database into one tar archive of pg_dump's format.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  db-snapshot create -n poolside%n"
                + "  db-snapshot create --dsn postgresql://forge@db.example.com/forge%n"
                + "  db-snapshot create --dsn postgresql://forge@db.example.com/forge --file /backup/forge.tar%n"
                + "%n")
final class CreateCommand implements Callable<Integer> {

    static final String CONTENT = "content";
    static final String FLAGS = "flags";

    private final Surroundings surroundings;

    @Mixin(name = "connection")
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin(name = "kubernetes")
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin(name = "folder")
    private final FolderOption folder = new FolderOption();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The archive to write. Default: db-snapshot-<version>-<timestamp>.tar in the folder.")
    private @Nullable String file;

    @Option(names = "--force", description = "Replace the file if it exists.")
    private boolean force;

    @Mixin(name = "versionTable")
    private final VersionTableOption versionTable = new VersionTableOption();

    @Mixin(name = "dump")
    private final DumpArguments dump = new DumpArguments();

    @Mixin(name = CONTENT)
    private final ContentOptions content = new ContentOptions();

    @Mixin(name = FLAGS)
    private final ContentFlags flags = new ContentFlags();

    @Mixin(name = "pace")
    private final PaceOptions pace = new PaceOptions();

    @Option(
            names = "--scale-down",
            description = "Stop the application in the cluster while the backup is made; it is consistent without too.")
    private boolean scaleDown;

    @Option(
            names = {"-y", "--yes"},
            description = "Agree to a jump pod where no other way leads to the database.")
    private boolean yes;

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "progress")
    private final ProgressOption progress = new ProgressOption();

    @Mixin(name = "registry")
    private final RegistryOptions registry = new RegistryOptions();

    CreateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The command with these options, which {@link PlainArguments} understood. */
    static CreateCommand of(Surroundings surroundings, Map<String, String> options) {
        CreateCommand command = new CreateCommand(surroundings);
        command.connection.dsn = options.get("--dsn");
        command.file = options.get("--file");
        command.folder.dir = options.get("--dir");
        command.force = options.containsKey("--force");
        command.output.quiet = options.containsKey("--quiet");
        command.output.verbose = options.containsKey("--verbose");
        return command;
    }

    /** Runs without picocli around it; returns the exit code. */
    int run() {
        try {
            return call();
        } catch (Exception e) {
            return new Failures(surroundings).tell(e, progress, output);
        }
    }

    /** What the person asked for; a contradiction is refused before anything is connected to. */
    private DumpOptions options() {
        if (connection.passwordStdin && content.readsStandardInput()) {
            throw FilterSource.besidesPassword();
        }
        DumpOptions options = requested();
        options.check();
        return options;
    }

    /** What the person asked for, as it stands. */
    DumpOptions requested() {
        return flags.addTo(content.addTo(dump.options(), surroundings));
    }

    @Override
    public Integer call() {
        DumpOptions options = options();
        BackupResult result = new Work(surroundings, output, progress).run("create", lines -> {
            try (Access access = connection.access(kubernetes, surroundings, lines)) {
                BackupResult made = make(access, options, lines);
                Summary.tell(made, lines);
                return made;
            }
        });
        surroundings.out().println(result.file());
        return ExitCode.SUCCESS.number();
    }

    private BackupResult make(Access access, DumpOptions options, ProgressLines lines) {
        if (scaleDown && access.cluster().isEmpty()) {
            throw SafeguardOptions.nothingToScale();
        }
        Recover.of(access.specification(), SafeguardOptions.journalFolder(surroundings))
                .requireWhole(true);
        if (access.wantsJumpPod()) {
            return inJumpPod(access, options, lines);
        }
        if (access.cluster().isEmpty()) {
            registry.explain(message -> lines.say(message, true));
        }
        try {
            return reaching(access, options, lines);
        } catch (NoRouteException e) {
            if (kubernetes.via() != Via.AUTO) {
                throw e;
            }
            JumpPodOffer.require(e, yes, lines);
            return inJumpPod(access, options, lines);
        }
    }

    private BackupResult reaching(Access access, DumpOptions options, ProgressLines lines) {
        return connection.withPassword(access.specification(), lines, specification -> {
            Backup backup = versionTable
                    .addTo(pace.addTo(Backup.of(specification)))
                    .through(access.transport(specification))
                    .overwrite(force)
                    .options(options)
                    .progress(lines);
            Backup named = file == null
                    ? backup.toFolder(folder.path(surroundings))
                    : backup.toFile(surroundings.resolve(file));
            return (scaleDown ? named.quiesce(access.quiesce(), SafeguardOptions.journalFolder(surroundings)) : named)
                    .run();
        });
    }

    private BackupResult inJumpPod(Access access, DumpOptions options, ProgressLines lines) {
        Recover.of(access.specification(), SafeguardOptions.journalFolder(surroundings))
                .requireWhole();
        pace.explain(message -> lines.say(message, true));
        return access.inJumpPod("create", registry.request(surroundings), pod -> {
            JumpBackup backup = versionTable
                    .addTo(
                            file == null
                                    ? JumpBackup.intoFolder(pod, folder.path(surroundings), lines)
                                    : JumpBackup.of(pod, surroundings.resolve(file), lines))
                    .withOptions(options, force, surroundings.clock());
            return (scaleDown ? backup.quietly(access.quiesce(), SafeguardOptions.journalFolder(surroundings)) : backup)
                    .run();
        });
    }
}
