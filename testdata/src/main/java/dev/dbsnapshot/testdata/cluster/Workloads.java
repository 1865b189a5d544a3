package dev.dbsnapshot.testdata.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Deployments and StatefulSets of the stand-in, their pods, and the scale subresource. Thread-safe. */
public final class Workloads implements AutoCloseable {

    private static final Pattern SCALE =
            Pattern.compile("/apis/apps/v1/namespaces/([^/]+)/(deployments|statefulsets)/([^/]+)/scale");

    private final KubernetesClient client;
    private final AtomicInteger names = new AtomicInteger();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "stand-in workloads");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Duration takes = Duration.ofMillis(200);
    private volatile boolean stuck;
    private volatile boolean neverReady;
    private volatile int undoneBy;

    private final AtomicInteger conflicts = new AtomicInteger();

    Workloads(KubernetesClient client) {
        this.client = client;
    }

    /** How long pods take to go and to come. */
    public void takes(Duration time) {
        takes = time;
    }

    /** Pods that should go stay. */
    public void podsNeverGo(boolean stay) {
        stuck = stay;
    }

    /** Pods that come never get ready. */
    public void podsNeverGetReady(boolean never) {
        neverReady = never;
    }

    /** Something in the cluster sets the number of replicas to this shortly after every scaling to zero; 0: nothing. */
    public void undoneTo(int replicas) {
        undoneBy = replicas;
    }

    /** The next attempts to scale come too late: something else has changed the Deployment since it was read. */
    public void conflicts(int attempts) {
        conflicts.set(attempts);
    }

    /** Makes the pods that Deployments and StatefulSets want, at once. */
    void settle() {
        for (Deployment deployment :
                client.apps().deployments().inAnyNamespace().list().getItems()) {
            settle(deployment);
        }
        for (StatefulSet set :
                client.apps().statefulSets().inAnyNamespace().list().getItems()) {
            List<Pod> pods = pods(
                    set.getMetadata().getNamespace(),
                    set.getSpec().getSelector().getMatchLabels());
            for (int i = pods.size();
                    i < Optional.ofNullable(set.getSpec().getReplicas()).orElse(1);
                    i++) {
                create(
                        set.getMetadata().getNamespace(),
                        set.getMetadata().getName() + "-" + i,
                        set.getSpec().getTemplate());
            }
        }
    }

    private void settle(Deployment deployment) {
        String namespace = deployment.getMetadata().getNamespace();
        int wanted = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
        List<Pod> pods = new ArrayList<>(
                pods(namespace, deployment.getSpec().getSelector().getMatchLabels()));
        while (pods.size() > wanted && !stuck) {
            client.resource(pods.remove(pods.size() - 1)).delete();
        }
        while (pods.size() < wanted) {
            pods.add(create(
                    namespace,
                    deployment.getMetadata().getName() + "-" + names.incrementAndGet(),
                    deployment.getSpec().getTemplate()));
        }
        int ready = neverReady ? 0 : wanted;
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment.getMetadata().getName())
                .editStatus(current -> {
                    current.setStatus(new DeploymentStatusBuilder()
                            .withReplicas(pods.size())
                            .withReadyReplicas(ready)
                            .withAvailableReplicas(ready)
                            .withUpdatedReplicas(wanted)
                            .withObservedGeneration(current.getMetadata().getGeneration())
                            .build());
                    return current;
                });
    }

    /** As controllers count them: without those that have ended. */
    private List<Pod> pods(String namespace, Map<String, String> labels) {
        return client.pods().inNamespace(namespace).withLabels(labels).list().getItems().stream()
                .filter(pod -> pod.getStatus() == null
                        || !List.of("Failed", "Succeeded")
                                .contains(pod.getStatus().getPhase()))
                .toList();
    }

    private Pod create(String namespace, String name, PodTemplateSpec template) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(template.getMetadata().getLabels())
                .endMetadata()
                .withSpec(template.getSpec())
                .withNewStatus()
                .withPhase("Running")
                .withPodIP("10.0.0." + names.incrementAndGet())
                .addNewCondition()
                .withType("Ready")
                .withStatus(neverReady ? "False" : "True")
                .endCondition()
                .endStatus()
                .build();
        return client.resource(pod).create();
    }

    /** Answers a request for the scale subresource; empty if it is for something else. */
    Optional<String> scale(HttpHead head, byte[] body) {
        Matcher target = SCALE.matcher(head.path());
        if (!target.matches()) {
            return Optional.empty();
        }
        String namespace = target.group(1);
        String name = target.group(3);
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (deployment == null) {
            return Optional.of(ApiServer.status(404, "NotFound", "deployments.apps \\\"" + name + "\\\" not found"));
        }
        if (!head.method().equals("GET") && conflicts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return Optional.of(ApiServer.status(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on deployments.apps \\\"" + name
                            + "\\\": the object has been modified"));
        }
        if (!head.method().equals("GET")) {
            int wanted = replicas(new String(body, StandardCharsets.UTF_8));
            deployment = set(namespace, name, wanted);
            after(takes, () -> settleAgain(namespace, name));
            if (wanted == 0 && undoneBy > 0) {
                after(takes.dividedBy(2), () -> set(namespace, name, undoneBy));
            }
        }
        return Optional.of("{\"kind\":\"Scale\",\"apiVersion\":\"autoscaling/v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"" + namespace + "\"},\"spec\":{\"replicas\":"
                + deployment.getSpec().getReplicas() + "},\"status\":{\"replicas\":"
                + Optional.ofNullable(deployment.getStatus())
                        .map(status -> status.getReplicas())
                        .orElse(0)
                + "}}");
    }

    private void after(Duration time, Runnable act) {
        var unused = later.schedule(act, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static int replicas(String body) {
        Matcher number = Pattern.compile("\"replicas\"\\s*:\\s*(\\d+)|\"value\"\\s*:\\s*(\\d+)")
                .matcher(body);
        int found = -1;
        if (number.find()) {
            found = Integer.parseInt(number.group(1) == null ? number.group(2) : number.group(1));
        }
        if (found < 0) {
            throw new IllegalStateException("no replicas in " + Serialization.asJson(body));
        }
        return found;
    }

    private Deployment set(String namespace, String name, int replicas) {
        return client.apps().deployments().inNamespace(namespace).withName(name).edit(current -> {
            current.getSpec().setReplicas(replicas);
            return current;
        });
    }

    private void settleAgain(String namespace, String name) {
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (deployment != null) {
            settle(deployment);
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
