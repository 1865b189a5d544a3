package dev.dbsnapshot.cli;

import dev.dbsnapshot.Recover;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.kube.route.NoRouteException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot recover}: cleans up after a restore whose process died. */
@Command(
        name = "recover",
        description =
                "Finish or revert a restore that was interrupted, so that the database is the old or the new one.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n" + "  db-snapshot recover --dsn postgresql://forge@db.example.com/forge%n" + "%n")
final class RecoverCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "connection")
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin(name = "kubernetes")
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "Agree to what is done. Needed where nobody can be asked.")
    private boolean yes;

    @Mixin(name = "lockWait")
    private final LockWaitOption lockWait = new LockWaitOption();

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "progress")
    private final ProgressOption progress = new ProgressOption();

    private static final String SCALE_DOWN = "scale-down";

    RecoverCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        new Work(surroundings, output, progress).run("recover", lines -> {
            try (Access access = connection.access(kubernetes, surroundings, lines)) {
                List<String> done = connection.withPassword(
                        access.specification(), lines, specification -> recover(access, specification, lines));
                done.forEach(line -> lines.result(line, Map.of()));
                return done;
            }
        });
        return ExitCode.SUCCESS.number();
    }

    private List<String> recover(Access access, ConnectionSpec specification, ProgressLines lines) {
        Recover offline = Recover.of(specification, SafeguardOptions.journalFolder(surroundings))
                .handling(SCALE_DOWN, access::startAgain)
                .lockTimeout(lockWait.timeout())
                .progress(lines);
        Recover recover;
        try {
            recover = offline.through(access.transport(specification));
        } catch (NoRouteException e) {
            throw startedAtLeast(access, specification, offline.pending(), e, lines);
        }
        List<String> stopped = access.leftStopped();
        List<String> pending = new ArrayList<>(unfinished(recover, !stopped.isEmpty(), lines));
        boolean inDatabase = !pending.isEmpty();
        pending.addAll(stopped);
        if (pending.isEmpty()) {
            return List.of("nothing to recover for " + specification);
        }
        Agreement.require(
                lines,
                "recover finishes or reverts in " + specification + ": " + String.join("; ", pending),
                specification.database(),
                yes);
        List<String> done = new ArrayList<>(inDatabase ? recover.run() : List.of());
        done.addAll(access.startAgain());
        return done;
    }

    /** The way to the database may lead through the very application that was stopped. */
    private SnapshotException startedAtLeast(
            Access access,
            ConnectionSpec specification,
            List<String> pending,
            NoRouteException failure,
            ProgressLines lines) {
        List<String> stopped = access.leftStopped();
        if (stopped.isEmpty() || !pending.stream().allMatch(act -> act.startsWith(SCALE_DOWN))) {
            return failure;
        }
        Agreement.require(
                lines,
                "no way leads to " + specification + "; recover starts what uses it: " + String.join("; ", stopped),
                specification.database(),
                yes);
        return new SnapshotException(
                failure.code(),
                String.join("; ", access.startAgain()) + "; but whether a restore has left something in the database"
                        + " is unknown: " + failure.getMessage() + "; run db-snapshot recover again then",
                failure);
    }

    /** An application can be started again also where nobody can look into its database. */
    private static List<String> unfinished(Recover recover, boolean otherWork, ProgressLines lines) {
        try {
            return recover.unfinished();
        } catch (SnapshotException e) {
            if (!otherWork) {
                throw e;
            }
            lines.say(
                    "warning: whether a restore has left something in the database is unknown: " + e.getMessage(),
                    true);
            return recover.pending();
        }
    }
}
