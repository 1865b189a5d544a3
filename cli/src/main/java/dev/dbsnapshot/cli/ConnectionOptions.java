package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Secret;
import dev.dbsnapshot.kube.ClusterAccess;
import dev.dbsnapshot.kube.Via;
import dev.dbsnapshot.kube.settings.DatabaseSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database a command works on. */
final class ConnectionOptions {

    /** One of these says that the person means a database, not libpq's default of a local socket. */
    private static final List<String> NAMING = List.of("PGHOST", "PGDATABASE", "PGSERVICE", "PGPORT", "PGUSER");

    private static final List<String> HOSTS = List.of("PGHOST", "PGSERVICE");

    /**
     * SQLSTATEs of a login that a password could mend: invalid_password, invalid_authorization_specification, and the
     * driver's own sqlserver_rejected_establishment_of_sqlconnection where the server asks for one and it has none.
     */
    private static final Set<String> PASSWORD_WANTED = Set.of("28P01", "28000", "08004");

    @Option(
            names = "--dsn",
            paramLabel = "URI",
            description =
                    "The database, as psql takes it: postgresql://user@host:port/database, or \"host=... dbname=...\"."
                            + " What it leaves out comes from libpq's environment (PGHOST, PGUSER, ...). Without it and"
                            + " without PGHOST, the database of an application in Kubernetes.")
    @Nullable
    String dsn;

    @Option(names = "--password-stdin", description = "Read the password from the first line of standard input.")
    boolean passwordStdin;

    /** Where the options and the environment lead: to a database that they name, or to the one of an application. */
    Access access(KubernetesOptions kubernetes, Surroundings surroundings, ProgressLines lines) {
        if (namesDatabase(kubernetes, surroundings)) {
            if (kubernetes.via() == Via.JUMP_POD) {
                throw new SnapshotException(
                        ErrorCode.USAGE,
                        "--via jump-pod is for the database that the application in the cluster uses: leave out --dsn,"
                                + " and PGHOST and PGSERVICE from the environment");
            }
            if (kubernetes.given()) {
                lines.say(
                        "warning: options for Kubernetes have no effect, because the database is named"
                                + (dsn == null ? " by the environment (PGHOST or PGSERVICE)" : " by --dsn"),
                        true);
            }
            return new Access.WithoutCluster(specification(surroundings, lines, Map.of(), Map.of()));
        }
        ClusterAccess cluster = kubernetes.open(surroundings);
        try {
            lines.verbose("asking " + cluster + " for the database");
            if (kubernetes.via() == Via.JUMP_POD) {
                return new InCluster(
                        cluster,
                        unseen(cluster.databaseWithoutPassword(kubernetes.variables()), lines),
                        Via.JUMP_POD,
                        kubernetes.variables(),
                        lines);
            }
            DatabaseSettings found = cluster.database(kubernetes.variables());
            ConnectionSpec specification = specification(surroundings, lines, found.values(), found.sources());
            if (specification.password().isEmpty()) {
                found.notes().forEach(note -> lines.say("warning: " + note, true));
            }
            return new InCluster(cluster, specification, kubernetes.via(), kubernetes.variables(), lines);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** A cluster that somebody names counts more than a user or a database in the environment, but not than a host. */
    boolean namesDatabase(KubernetesOptions kubernetes, Surroundings surroundings) {
        List<String> variables = kubernetes.given() ? HOSTS : NAMING;
        return dsn != null
                || variables.stream().anyMatch(variable -> !surroundings
                        .environment()
                        .getOrDefault(variable, "")
                        .isEmpty());
    }

    /** What the pod is told: the environment of this process does not reach it. */
    private static ConnectionSpec unseen(DatabaseSettings found, ProgressLines lines) {
        ConnectionSpec specification = ConnectionSpec.builder()
                .found(found.values(), found.sources())
                .defaultUser("postgres")
                .build();
        specification.sources().forEach((setting, source) -> lines.verbose("  " + setting + ": " + source));
        return specification;
    }

    private ConnectionSpec specification(
            Surroundings surroundings, ProgressLines lines, Map<String, String> found, Map<String, String> sources) {
        ConnectionSpec.Builder builder = ConnectionSpec.builder()
                .environment(surroundings.environment())
                .home(surroundings.home())
                .defaultUser(System.getProperty("user.name"))
                .onWarning(message -> lines.say("warning: " + message, true))
                .found(found, sources);
        if (dsn != null) {
            builder.dsn(dsn);
        }
        if (passwordStdin) {
            builder.password(passwordLine(surroundings));
        }
        ConnectionSpec specification = builder.build();
        lines.verbose("connecting to " + specification);
        specification.sources().forEach((setting, source) -> lines.verbose("  " + setting + ": " + source));
        return specification;
    }

    /** Does the work; where the server wants a password and a person is at the terminal, asks for it and tries again. */
    <T> T withPassword(ConnectionSpec specification, ProgressLines lines, Function<ConnectionSpec, T> work) {
        try {
            return work.apply(specification);
        } catch (SnapshotException e) {
            boolean wanted = specification.password().isEmpty()
                    && !passwordStdin
                    && e.code() == ErrorCode.CONNECTION
                    && e.sqlState().filter(PASSWORD_WANTED::contains).isPresent();
            if (!wanted || !lines.canAsk()) {
                throw e;
            }
            char[] typed = lines.askHidden("Password for user " + specification.user() + ": ");
            if (typed == null || typed.length == 0) {
                throw e;
            }
            return work.apply(specification.withPassword(Secret.of(typed)));
        }
    }

    private static Secret passwordLine(Surroundings surroundings) {
        try {
            String line =
                    new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8)).readLine();
            if (line == null || line.isEmpty()) {
                throw new SnapshotException(
                        ErrorCode.USAGE,
                        "--password-stdin: standard input holds no password; pipe one line into the command");
            }
            return Secret.of(line);
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO, "cannot read the password from standard input: " + e.getMessage(), e);
        }
    }
}
