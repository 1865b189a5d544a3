package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Check;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.doctor.DatabaseChecks;
import dev.dbsnapshot.doctor.DatabaseReport;
import dev.dbsnapshot.kube.ClusterAccess;
import dev.dbsnapshot.kube.doctor.ClusterDoctor;
import dev.dbsnapshot.kube.doctor.Purpose;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot doctor}: looks whether everything is there that the other commands need. */
@Command(
        name = "doctor",
        description = "Look whether backups and restores would work: cluster, rights, application, database, disk and"
                + " registry. Changes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  db-snapshot doctor -n poolside%n"
                + "  db-snapshot doctor -n poolside --for create -o json%n"
                + "  db-snapshot doctor -n poolside --print-role | kubectl apply -f -%n"
                + "  db-snapshot doctor --dsn postgresql://forge@db.example.com/forge --print-grants%n"
                + "%n")
final class DoctorCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = "--for",
            paramLabel = "WORK",
            split = ",",
            description = "What it is to work for: ${COMPLETION-CANDIDATES}. May be given several times. Default: all")
    private List<Wanted> wanted = List.of();

    @Option(
            names = "--print-role",
            description = "Print the Role that this takes, for kubectl apply, and nothing else.")
    private boolean printRole;

    @Option(
            names = "--print-grants",
            description = "Print the SQL that gives the database's role what it lacks, and nothing else.")
    private boolean printGrants;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}",
            defaultValue = "table")
    private DoctorReport.Format format = DoctorReport.Format.TABLE;

    @Mixin(name = "connection")
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin(name = "kubernetes")
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin(name = "folder")
    private final FolderOption folder = new FolderOption();

    @Mixin(name = "registry")
    private final RegistryOptions registry = new RegistryOptions();

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    @Mixin(name = "progress")
    private final ProgressOption progress = new ProgressOption();

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Words of {@code --for}. */
    enum Wanted {
        CREATE,
        RESTORE,
        JUMP_POD,
        EXPORT_OBJECTS;

        @Override
        public String toString() {
            return Words.of(this);
        }
    }

    @Override
    public Integer call() {
        if (printRole) {
            String role = run(lines -> inCluster(doctor -> doctor.role(purposes())));
            surroundings.out().print(role);
            surroundings.out().flush();
            return ExitCode.SUCCESS.number();
        }
        if (printGrants) {
            List<String> grants = run(lines -> database(lines, unused -> {})).grants();
            grants.forEach(surroundings.out()::println);
            return ExitCode.SUCCESS.number();
        }
        List<Check> checks = run(this::checks);
        new DoctorReport(surroundings.out()).print(checks, format);
        long failed = checks.stream()
                .filter(check -> check.outcome() == Check.Outcome.FAIL)
                .count();
        if (failed > 0) {
            surroundings.err().println("db-snapshot: " + failed + " of " + checks.size() + " checks failed");
        }
        return failed > 0 ? ExitCode.FAILURE.number() : ExitCode.SUCCESS.number();
    }

    private <T> T run(Function<ProgressLines, T> body) {
        return new Work(surroundings, output, progress).run("doctor", body);
    }

    /** A restore takes what a backup takes, too. */
    private Set<Purpose> purposes() {
        Set<Purpose> result = EnumSet.noneOf(Purpose.class);
        wanted.forEach(each -> result.add(Purpose.valueOf(each.name())));
        if (result.isEmpty()) {
            return EnumSet.allOf(Purpose.class);
        }
        if (result.contains(Purpose.RESTORE) || result.contains(Purpose.JUMP_POD)) {
            result.add(Purpose.CREATE);
        }
        return result;
    }

    private <T> T inCluster(Function<ClusterDoctor, T> work) {
        if (connection.namesDatabase(kubernetes, surroundings)) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "the database is named by --dsn or by PGHOST, so that no cluster takes part: leave that out");
        }
        try (ClusterAccess cluster = kubernetes.open(surroundings)) {
            return work.apply(cluster.doctor(kubernetes.variables()));
        }
    }

    private List<Check> checks(ProgressLines lines) {
        List<Check> checks = new ArrayList<>();
        checks.add(LocalChecks.client());
        boolean inCluster = !connection.namesDatabase(kubernetes, surroundings);
        if (inCluster) {
            step("kubeconfig", checks, () -> checks.addAll(inCluster(doctor -> doctor.checks(purposes()))));
        }
        long[] bytes = {0};
        if (purposes().contains(Purpose.CREATE)) {
            String[] at = {"database settings"};
            step(at, checks, () -> {
                DatabaseReport report = database(lines, where -> at[0] = where);
                checks.addAll(report.checks());
                bytes[0] = report.bytes();
            });
            checks.add(LocalChecks.folder(folder.path(surroundings), bytes[0]));
        }
        if (inCluster && purposes().contains(Purpose.JUMP_POD)) {
            step(
                    "registry",
                    checks,
                    () -> checks.add(inCluster(doctor ->
                            doctor.registry(registry.request(surroundings), message -> lines.say(message, true)))));
        }
        return checks;
    }

    private static void step(String name, List<Check> checks, Runnable work) {
        step(new String[] {name}, checks, work);
    }

    private static void step(String[] name, List<Check> checks, Runnable work) {
        try {
            work.run();
        } catch (SnapshotException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            checks.add(Check.fail(name[0], e));
        }
    }

    /** Logs in; tells where it is, for who wants to say where it failed. */
    private DatabaseReport database(ProgressLines lines, Consumer<String> where) {
        where.accept("database settings");
        try (Access access = connection.access(kubernetes, surroundings, lines)) {
            return connection.withPassword(
                    access.specification(), lines, specification -> report(access, specification, where));
        }
    }

    private DatabaseReport report(Access access, ConnectionSpec specification, Consumer<String> where) {
        where.accept("way to the database");
        Transport transport = access.transport(specification);
        where.accept("login");
        return DatabaseChecks.run(
                new Sessions(specification, transport), purposes().contains(Purpose.RESTORE));
    }
}
