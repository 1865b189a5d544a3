package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.kube.settings.DatabaseSettings;
import dev.dbsnapshot.kube.settings.Part;
import dev.dbsnapshot.kube.settings.SecretKey;
import dev.dbsnapshot.kube.settings.SettingsSearch;
import dev.dbsnapshot.kube.tunnel.PodExec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pod beside the application that has PostgreSQL's client programs and reaches the database. Its password comes from
 * the application's Secret and is not read here. Used by one thread.
 */
public final class JumpPod {

    /** An image of that size may come through a slow line. */
    private static final Duration UNTIL_RUNNING = Duration.ofMinutes(5);

    private static final Duration UNTIL_GONE = Duration.ofMinutes(1);

    /** A forgotten pod ends by itself. */
    private static final Duration LIFETIME = Duration.ofHours(4);

    /** The same for work that may take long. */
    private static final Duration WORKING_LIFETIME = Duration.ofHours(24);

    /** How long no byte may move until a stream counts as broken. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    /** How long streams may break one after the other. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String BY_HAND = "work by hand";

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Cluster cluster;
    private final Application application;
    private final Consumer<String> person;
    private final Limits limits;

    /**
     * How long to wait.
     *
     * @param untilRunning until the pod runs
     * @param silence until a stream counts as broken
     * @param patience until nothing is tried again
     */
    record Limits(Duration untilRunning, Duration silence, Duration patience) {}

    /**
     * Touches nothing yet.
     *
     * @param cluster where the application is
     * @param application whose database it reaches
     * @param person hears what happens
     */
    public JumpPod(Cluster cluster, Application application, Consumer<String> person) {
        this(cluster, application, person, new Limits(UNTIL_RUNNING, SILENCE, PATIENCE));
    }

    JumpPod(Cluster cluster, Application application, Consumer<String> person, Limits limits) {
        this.cluster = cluster;
        this.application = application;
        this.person = person;
        this.limits = limits;
    }

    /**
     * Makes the pod and waits until it runs; removes it if that fails. One that is there already is taken if it is the
     * same.
     *
     * @param image its image, if the person named one
     * @param registry the registry of its image, if the person named one
     * @param variables names of variables for what the usual names do not tell of the database
     * @return the command that opens a session of psql
     * @throws SnapshotException if the pod does not come to run, with the cluster's reason
     */
    public String create(Optional<String> image, Optional<String> registry, Map<Part, String> variables) {
        Plan plan = plan(image, registry, variables, LIFETIME, BY_HAND);
        Pod old = get();
        if (old == null || !taken(old, plan.spec())) {
            make(plan, UUID.randomUUID().toString());
        }
        return plan.spec().command(cluster.namespace());
    }

    /**
     * Makes a pod for this run alone, and waits until it runs. Closing what it returns removes it.
     *
     * @param image its image, if the person named one
     * @param registry the registry of its image, if the person named one
     * @param variables names of variables for what the usual names do not tell of the database
     * @param purpose what it is for, for whoever finds it
     * @throws SnapshotException if the pod does not come to run, with the cluster's reason, or if there is another one
     */
    public ClientPod open(
            Optional<String> image, Optional<String> registry, Map<Part, String> variables, String purpose) {
        Plan plan = plan(image, registry, variables, WORKING_LIFETIME, purpose);
        Pod old = get();
        if (old != null) {
            requireLeaving(old);
        }
        String run = UUID.randomUUID().toString();
        make(plan, run);
        PodExec exec = new PodExec(
                cluster.client(), cluster.namespace(), JumpPodSpec.NAME, JumpPodSpec.CONTAINER, limits.silence());
        return new ClientPod(
                plan.database(),
                new PodShell(exec, run, this::requireRunning, person, limits.patience()),
                () -> removeOwn(run));
    }

    /** What is to be made. */
    private record Plan(JumpPodSpec spec, DatabaseSettings database, PodSpec neighbour) {}

    private Plan plan(
            Optional<String> image,
            Optional<String> registry,
            Map<Part, String> variables,
            Duration lifetime,
            String purpose) {
        SettingsSearch search = new SettingsSearch(cluster);
        DatabaseSettings database = search.findWithoutPassword(application, variables);
        JumpPodSpec spec = new JumpPodSpec(
                JumpImage.choose(image, registry, search.variable(application, JumpImage.REPOSITORY_VARIABLE)),
                database.values(),
                passwordKey(database),
                lifetime,
                purpose);
        PodSpec neighbour = search.deployment(application.deployment())
                .getSpec()
                .getTemplate()
                .getSpec();
        return new Plan(spec, database, neighbour);
    }

    /** Fails if the pod does not run any more, with the reason. */
    private void requireRunning() {
        Pod pod = get();
        if (pod == null || pod.getMetadata().getDeletionTimestamp() != null) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "pod " + JumpPodSpec.NAME + " was removed while it worked: see who did (kubectl get events -n "
                            + cluster.namespace() + "), then try again");
        }
        PodCondition condition = PodCondition.of(pod);
        if (condition.progress() == PodCondition.Progress.FAILED) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "pod " + JumpPodSpec.NAME + " ended while it worked ("
                            + (condition.toString().isEmpty() ? "no reason is known" : condition)
                            + "): see kubectl get events -n " + cluster.namespace() + ", mend it, then try again");
        }
    }

    /** One that has ended, or is about to, is waited for; any other one may be at work. */
    private void requireLeaving(Pod old) {
        boolean ended = isOurs(old) && PodCondition.of(old).progress() == PodCondition.Progress.FAILED;
        if (ended || old.getMetadata().getDeletionTimestamp() != null) {
            person.accept("waiting until the pod " + JumpPodSpec.NAME + " of before is gone");
            delete();
            return;
        }
        throw new SnapshotException(
                ErrorCode.CONFLICT,
                "there is a pod " + JumpPodSpec.NAME + " in " + cluster + " already ("
                        + (isOurs(old)
                                ? "made for " + annotation(old, JumpPodSpec.PURPOSE, BY_HAND) + " at "
                                        + old.getMetadata().getCreationTimestamp()
                                : "made by something else")
                        + "): if nobody needs it, or what made it was killed, remove it by db-snapshot jump-delete -n "
                        + cluster.namespace());
    }

    private static boolean isOurs(Pod pod) {
        return JumpPodSpec.MANAGER.equals(Optional.ofNullable(pod.getMetadata().getLabels())
                .orElse(Map.of())
                .get(JumpPodSpec.MANAGED_BY));
    }

    private static String annotation(Pod pod, String name, String otherwise) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .orElse(Map.of())
                .getOrDefault(name, otherwise);
    }

    private static SecretKey passwordKey(DatabaseSettings database) {
        return database.passwordKey()
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.UNSUPPORTED,
                        "the password of the database is no key of a Secret of its own"
                                + Optional.ofNullable(database.sources().get(Part.PASSWORD.keyword()))
                                        .map(source -> " (it stands in " + source + ")")
                                        .orElse("")
                                + ", so that no pod can be given it unseen: name a variable that comes from such a key"
                                + " by --db-password-env, or work without a jump pod"));
    }

    /** Whether a pod that is there already will do; removes one that has ended. */
    private boolean taken(Pod old, JumpPodSpec spec) {
        boolean ours = isOurs(old);
        boolean leaving = old.getMetadata().getDeletionTimestamp() != null;
        PodCondition.Progress progress = PodCondition.of(old).progress();
        if (leaving || (ours && progress == PodCondition.Progress.FAILED)) {
            person.accept("waiting until the pod " + JumpPodSpec.NAME + " of before is gone");
            delete();
            return false;
        }
        boolean same = old.getSpec().getContainers().stream()
                .anyMatch(container -> spec.image().equals(container.getImage())
                        && spec.environment().equals(container.getEnv()));
        if (ours && same && progress == PodCondition.Progress.RUNNING) {
            person.accept("pod " + JumpPodSpec.NAME + " is there already");
            return true;
        }
        throw new SnapshotException(
                ErrorCode.CONFLICT,
                "there is a pod " + JumpPodSpec.NAME + " in " + cluster + " already ("
                        + (!ours
                                ? "made by something else"
                                : same ? "not running yet" : "for another image or database")
                        + "): if nobody needs it, remove it by db-snapshot jump-delete -n " + cluster.namespace());
    }

    private void make(Plan plan, String run) {
        JumpPodSpec spec = plan.spec();
        Pod pod = spec.pod(cluster.namespace(), run, plan.neighbour());
        person.accept("making pod " + JumpPodSpec.NAME + " in " + cluster + " with image " + spec.image());
        boolean running = false;
        try {
            cluster.ask("making pod " + JumpPodSpec.NAME, () -> cluster.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .resource(pod)
                    .create());
            awaitRunning(spec);
            running = true;
        } finally {
            if (!running) {
                removeOwn(run);
            }
        }
    }

    private void awaitRunning(JumpPodSpec spec) {
        long end = System.nanoTime() + limits.untilRunning().toNanos();
        String said = "";
        String detail = "";
        while (true) {
            Pod pod = get();
            if (pod == null) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        "pod " + JumpPodSpec.NAME + " was removed before it ran: see who did (kubectl get events -n "
                                + cluster.namespace() + ")");
            }
            PodCondition condition = PodCondition.of(pod);
            if (condition.progress() == PodCondition.Progress.RUNNING) {
                person.accept("pod " + JumpPodSpec.NAME + " runs");
                return;
            }
            if (condition.concernsImage() && condition.message().length() > detail.length()) {
                // Only the first report tells what the registry said.
                detail = condition.message();
            }
            boolean late = System.nanoTime() > end;
            if (late || condition.progress() == PodCondition.Progress.FAILED) {
                throw failure(
                        spec,
                        condition,
                        detail,
                        late ? " after " + limits.untilRunning().toSeconds() + " s" : "");
            }
            if (!condition.toString().isEmpty() && !condition.toString().equals(said)) {
                said = condition.toString();
                person.accept("pod " + JumpPodSpec.NAME + " is waiting: " + said);
            }
            pause();
        }
    }

    private SnapshotException failure(JumpPodSpec spec, PodCondition condition, String detail, String when) {
        String what = "pod " + JumpPodSpec.NAME + " does not run" + when;
        if (condition.concernsImage()) {
            return new SnapshotException(
                    ErrorCode.CONFLICT,
                    what + ": image " + spec.image() + " cannot be pulled (" + condition.reason() + ": " + detail
                            + "): " + JumpImage.remedy(spec.image()));
        }
        return new SnapshotException(
                ErrorCode.CONFLICT,
                what + " (" + (condition.toString().isEmpty() ? "no reason is known" : condition) + "): see kubectl get"
                        + " events -n " + cluster.namespace() + ", mend it, then try again");
    }

    /** Removes what this run has made; a person who cancels wants that above all. */
    private void removeOwn(String run) {
        boolean cancelled = Thread.interrupted();
        try {
            Pod pod = get();
            if (pod != null && run.equals(annotation(pod, JumpPodSpec.RUN, ""))) {
                delete();
                person.accept("pod " + JumpPodSpec.NAME + " is removed");
            }
        } catch (SnapshotException e) {
            person.accept("warning: pod " + JumpPodSpec.NAME + " may be left (" + e.getMessage()
                    + "): remove it by db-snapshot jump-delete -n " + cluster.namespace());
        } finally {
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Removes the pod and waits until it is gone.
     *
     * @return whether there was one
     */
    public boolean delete() {
        if (get() == null) {
            return false;
        }
        cluster.ask("removing pod " + JumpPodSpec.NAME, () -> resource().delete());
        long end = System.nanoTime() + UNTIL_GONE.toNanos();
        while (get() != null) {
            if (System.nanoTime() > end) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        "pod " + JumpPodSpec.NAME + " is still there after " + UNTIL_GONE.toSeconds()
                                + " s: see why it does not end (kubectl describe pod -n " + cluster.namespace() + " "
                                + JumpPodSpec.NAME + ")");
            }
            pause();
        }
        return true;
    }

    private @Nullable Pod get() {
        return cluster.ask("reading pod " + JumpPodSpec.NAME, () -> resource().get());
    }

    private PodResource resource() {
        return cluster.client().pods().inNamespace(cluster.namespace()).withName(JumpPodSpec.NAME);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled while waiting for the jump pod", e);
        }
    }
}
