package dev.dbsnapshot.cli;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.jump.JumpRestore;
import dev.dbsnapshot.kube.Via;
import dev.dbsnapshot.kube.route.NoRouteException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot restore}: replays a snapshot into a database, whole or not at all. */
@Command(
        name = "restore",
        description = "Restore a database from an archive of db-snapshot or of pg_dump -Ft, whole or not at all.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  db-snapshot restore -n poolside%n"
                + "  db-snapshot restore --dsn postgresql://forge@db.example.com/forge%n"
                + "  db-snapshot restore --dsn postgresql://forge@db.example.com/forge --file FILE --plan%n"
                + "  db-snapshot restore --dsn postgresql://forge@db.example.com/forge --file FILE --drop --yes%n"
                + "%n")
final class RestoreCommand implements Callable<Integer> {

    /** The mixin that the help lists by itself. */
    static final String SELECTION = "selection";

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
            description = "The archive. A bare name is looked up in the folder. Without it, a terminal shows a list to"
                    + " choose from.")
    private @Nullable String file;

    @Option(
            names = "--drop",
            description = "Drop everything that users made in the database first, whatever the schema versions are.")
    private boolean drop;

    @Option(
            names = {"-y", "--yes"},
            description = "Agree to what is lost. Needed where nobody can be asked.")
    private boolean yes;

    @Option(
            names = "--scale-down",
            description = "Stop the application in the cluster in any case, and not only where everything is dropped.")
    private boolean scaleDown;

    @Option(names = "--plan", description = "Only print what would happen, and change nothing.")
    private boolean plan;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "With --plan, one of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}",
            defaultValue = "text")
    private PlanFormat format = PlanFormat.TEXT;

    @Mixin(name = "safeguards")
    private final SafeguardOptions safeguards = new SafeguardOptions();

    @Mixin(name = SELECTION)
    private final SelectionOptions selection = new SelectionOptions();

    @Mixin(name = "versionTable")
    private final VersionTableOption versionTable = new VersionTableOption();

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "progress")
    private final ProgressOption progress = new ProgressOption();

    @Mixin(name = "registry")
    private final RegistryOptions registry = new RegistryOptions();

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** How a plan is shown. */
    enum PlanFormat {
        TEXT,
        JSON,
        YAML;

        @Override
        public String toString() {
            return Words.of(this);
        }
    }

    @Override
    public Integer call() {
        return plan ? plan() : restore();
    }

    private Integer restore() {
        RestoreResult unused = run(new Act<>() {
            @Override
            public RestoreResult reaching(Restore restore, RestoreDialogue dialogue) {
                return restore.confirm(dialogue).run();
            }

            @Override
            public RestoreResult inJumpPod(JumpRestore restore, RestoreDialogue dialogue) {
                return restore.confirm(dialogue).run();
            }

            @Override
            public void tell(RestoreResult result, ProgressLines lines) {
                Summary.tell(result, lines);
            }
        });
        return ExitCode.SUCCESS.number();
    }

    /** Nothing is wrong with a plan that says no, but a script must not go on after it. */
    private Integer plan() {
        RestorePreview preview = run(new Act<>() {
            @Override
            public RestorePreview reaching(Restore restore, RestoreDialogue dialogue) {
                return restore.plan();
            }

            @Override
            public RestorePreview inJumpPod(JumpRestore restore, RestoreDialogue dialogue) {
                return restore.plan();
            }

            @Override
            public void tell(RestorePreview result, ProgressLines lines) {
                lines.resultBesideOutput(
                        "nothing was changed",
                        Map.of(
                                "database",
                                result.database(),
                                "path",
                                Words.of(result.path()),
                                "refused",
                                result.stopped()));
            }
        });
        switch (format) {
            case TEXT -> PreviewText.of(preview, Integer.MAX_VALUE).forEach(surroundings.out()::println);
            case JSON -> Documents.json(surroundings.out(), json -> PreviewDocument.write(preview, json));
            case YAML -> Documents.yaml(surroundings.out(), yaml -> PreviewDocument.write(preview, yaml));
        }
        return preview.stopped() ? ExitCode.CONFLICT.number() : ExitCode.SUCCESS.number();
    }

    /** What is done with a restore, whichever way it goes. */
    private interface Act<T> {
        T reaching(Restore restore, RestoreDialogue dialogue);

        T inJumpPod(JumpRestore restore, RestoreDialogue dialogue);

        void tell(T result, ProgressLines lines);
    }

    private <T> T run(Act<T> act) {
        if (connection.passwordStdin && selection.readsStandardInput()) {
            throw FilterSource.besidesPassword();
        }
        return new Work(surroundings, output, progress).run(plan ? "plan" : "restore", lines -> {
            // Once: a filter may come from standard input.
            RestoreSelection selected = selection.selection(surroundings);
            if (!plan && format != PlanFormat.TEXT) {
                throw new SnapshotException(
                        ErrorCode.USAGE,
                        "--output " + format
                                + " is how --plan prints: add --plan, or leave it out and use --progress json");
            }
            if (file == null && !lines.canAsk()) {
                throw new SnapshotException(
                        ErrorCode.USAGE,
                        "nobody can be asked here, because "
                                + (progress.isJson()
                                        ? "--progress json asks nothing"
                                        : "standard input or standard error is no terminal")
                                + ": give"
                                + (plan ? " --file FILE" : " --file FILE" + (yes ? "" : " and --yes"))
                                + " ('db-snapshot list' shows the files)");
            }
            try (Access access = connection.access(kubernetes, surroundings, lines)) {
                if (access.cluster().isEmpty()) {
                    registry.explain(message -> lines.say(message, true));
                    if (scaleDown) {
                        throw SafeguardOptions.nothingToScale();
                    }
                }
                Path archive = file == null
                        ? new SnapshotPicker(folder.path(surroundings), lines).choose()
                        : SnapshotFile.find(file, folder, surroundings);
                T result = run(act, access, archive, selected, lines);
                act.tell(result, lines);
                return result;
            }
        });
    }

    private <T> T run(Act<T> act, Access access, Path archive, RestoreSelection selected, ProgressLines lines) {
        RestoreDialogue dialogue = new RestoreDialogue(lines, yes, output.quiet, access, scaleDown);
        if (access.wantsJumpPod()) {
            return inJumpPod(act, access, archive, selected, dialogue, lines);
        }
        try {
            Restore unconnected = Restore.of(archive, access.specification());
            return connection.withPassword(
                    access.specification(),
                    lines,
                    specification -> act.reaching(
                            safeguards.addTo(
                                    versionTable
                                            .addTo(unconnected
                                                    .connection(specification)
                                                    .through(access.transport(specification))
                                                    .quiesce(quiesce(access)))
                                            .progress(lines),
                                    drop,
                                    selected,
                                    folder,
                                    surroundings),
                            dialogue));
        } catch (NoRouteException e) {
            if (kubernetes.via() != Via.AUTO) {
                throw e;
            }
            JumpPodOffer.require(e, yes, lines);
            return inJumpPod(act, access, archive, selected, dialogue, lines);
        }
    }

    private <T> T inJumpPod(
            Act<T> act,
            Access access,
            Path archive,
            RestoreSelection selected,
            RestoreDialogue dialogue,
            ProgressLines lines) {
        RestoreOptions options = safeguards.options(drop, selected);
        JumpRestore.requirePossible(options);
        return access.inJumpPod(
                plan ? "a plan of a restore" : "a restore",
                registry.request(surroundings),
                pod -> act.inJumpPod(
                        versionTable
                                .addTo(JumpRestore.of(
                                        pod,
                                        archive,
                                        SafeguardOptions.journalFolder(surroundings),
                                        SafeguardOptions.safetyFolder(surroundings, folder),
                                        lines))
                                .withOptions(options)
                                .quiesce(quiesce(access)),
                        dialogue));
    }

    private Quiesce quiesce(Access access) {
        return scaleDown ? access.quiesce().forAnyWork() : access.quiesce();
    }
}
