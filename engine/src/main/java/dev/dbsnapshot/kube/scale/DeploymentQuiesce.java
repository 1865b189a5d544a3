package dev.dbsnapshot.kube.scale;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stops an application by scaling its Deployment to zero, and starts it again. The old number is in the journal and in
 * an annotation of the Deployment before anything is touched, so that it can be brought back from any machine. Used by
 * one thread.
 */
public final class DeploymentQuiesce implements Quiesce {

    /** Longer than the grace period that pods have, and than most that they are given. */
    private static final Duration UNTIL_GONE = Duration.ofMinutes(5);

    private static final Duration UNTIL_READY = Duration.ofMinutes(10);

    /** How long an API server may be away when the replicas are to come back. */
    private static final Duration UNTIL_BACK = Duration.ofMinutes(3);

    private final Cluster cluster;
    private final String name;
    private final DeploymentScale scale;
    private final Consumer<String> person;
    private final Patience untilGone;
    private final Patience untilReady;
    private final Patience untilBack;

    private @Nullable Integer before;
    private boolean touched;
    private Journal.@Nullable Note note;

    /**
     * Touches nothing yet.
     *
     * @param cluster where the Deployment is
     * @param deployment its name
     * @param person hears what happens
     */
    public DeploymentQuiesce(Cluster cluster, String deployment, Consumer<String> person) {
        this(cluster, deployment, person, UNTIL_GONE, UNTIL_READY, UNTIL_BACK);
    }

    DeploymentQuiesce(
            Cluster cluster,
            String deployment,
            Consumer<String> person,
            Duration untilGone,
            Duration untilReady,
            Duration untilBack) {
        this.cluster = cluster;
        this.name = deployment;
        this.scale = new DeploymentScale(cluster, deployment);
        this.person = person;
        this.untilGone = new Patience(untilGone);
        this.untilReady = new Patience(untilReady);
        this.untilBack = new Patience(untilBack);
    }

    @Override
    public void stop() {
        stop(Journal.NONE);
    }

    @Override
    public void stop(Journal journal) {
        Deployment deployment = scale.deployment();
        int now = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
        // Somebody who crashed has left the number that counts.
        int old = Math.max(now, DeploymentScale.noted(deployment).orElse(0));
        List<String> keepers = Keepers.of(cluster, deployment);
        if (old > 0) {
            note = journal.before(
                    ScaleRecovery.ACT,
                    Map.of(
                            "namespace", cluster.namespace(),
                            "deployment", name,
                            "replicas", Integer.toString(old),
                            "cluster", cluster.client().getMasterUrl().toString()));
            before = old;
            touched = now == 0;
            scale.note(old);
        }
        if (now > 0) {
            keepers.forEach(
                    keeper -> person.accept("warning: " + keeper + " also decides on the replicas of Deployment " + name
                            + "; if it scales it up meanwhile, the restore stops"));
            person.accept("scaling Deployment " + name + " from " + now + " to 0 replicas");
            touched = true;
            scale.scaleTo(0);
        }
        touched = true;
        awaitGone(deployment, keepers);
    }

    private void awaitGone(Deployment deployment, List<String> keepers) {
        boolean gone = untilGone.await(() -> {
            if (scale.replicas() > 0) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        "something scaled Deployment " + name + " up again while it should be stopped"
                                + (keepers.isEmpty() ? "" : ", probably " + String.join(" or ", keepers))
                                + ": suspend it (for Argo CD: disable self-heal; for Flux: flux suspend), then try"
                                + " again");
            }
            return scale.pods(deployment).isEmpty();
        });
        if (!gone) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "pods of Deployment " + name + " are still there after " + untilGone + ": "
                            + String.join(", ", scale.pods(deployment))
                            + ": see why they do not end (kubectl describe pod), then try again");
        }
        person.accept("the pods of Deployment " + name + " are gone");
    }

    @Override
    public void start() {
        Integer old = before;
        if (old == null) {
            return;
        }
        // Bringing the application back is the last thing that a person who cancels wants to lose.
        boolean cancelled = Thread.interrupted();
        try {
            if (!touched) {
                forget();
                return;
            }
            bringBack(old);
            if (!cancelled) {
                awaitReady();
            }
        } finally {
            if (cancelled) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void bringBack(int old) {
        untilBack.insist(
                () -> {
                    if (scale.replicas() == 0) {
                        scale.scaleTo(old);
                    }
                    scale.forgetIfNoted();
                },
                () -> "Deployment " + name + " has 0 replicas and must have " + old + " again: run kubectl scale -n "
                        + cluster.namespace() + " deployment/" + name + " --replicas=" + old);
        person.accept("Deployment " + name + " has its " + old + " replicas again");
        settle();
    }

    /** Where nothing was scaled, whoever comes next loses nothing by an annotation that is left. */
    private void forget() {
        try {
            scale.forgetIfNoted();
        } catch (SnapshotException e) {
            person.accept("warning: the annotation " + DeploymentScale.ANNOTATION + " of Deployment " + name
                    + " may be left (" + e.getMessage() + "): db-snapshot recover removes it");
        }
        settle();
    }

    private void settle() {
        before = null;
        touched = false;
        Journal.Note settled = note;
        if (settled != null) {
            settled.settled();
            note = null;
        }
    }

    private void awaitReady() {
        if (!untilReady.await(() -> DeploymentScale.isReady(scale.deployment()))) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "the replicas of Deployment " + name + " are back, but not ready after " + untilReady
                            + ": see why (kubectl describe pod -n " + cluster.namespace() + ")");
        }
        person.accept("Deployment " + name + " is ready");
    }
}
