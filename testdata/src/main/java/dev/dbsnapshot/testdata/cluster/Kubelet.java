package dev.dbsnapshot.testdata.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of pods that are made one by one: they run, unless a test says otherwise. What exec runs in them sees their
 * container's environment, with values out of Secrets, and a home folder that goes with the pod, and so do its processes.
 * Thread-safe.
 */
public final class Kubelet implements AutoCloseable {

    private static final String RUNNING =
            "{phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: []}";

    private final KubernetesClient client;
    private final Map<String, Path> homes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "stand-in kubelet");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String status = RUNNING;
    private volatile Duration takes = Duration.ofMillis(50);

    Kubelet(KubernetesClient client) {
        this.client = client;
    }

    /** Brings pods that are made to this status (YAML) instead. */
    public void brings(String yaml) {
        status = yaml;
    }

    /** How long that takes. */
    public void takes(Duration time) {
        takes = time;
    }

    /** Brings a pod that is there to this status. */
    public void becomes(String namespace, String name, String yaml) {
        client.pods().inNamespace(namespace).withName(name).editStatus(pod -> {
            pod.setStatus(Serialization.unmarshal("---\n" + yaml, PodStatus.class));
            return pod;
        });
    }

    /** A pod was made. */
    void made(String namespace, String name) {
        String becoming = status;
        var unused = later.schedule(
                () -> {
                    if (client.pods().inNamespace(namespace).withName(name).get() != null) {
                        becomes(namespace, name, becoming);
                    }
                },
                takes.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** A pod was removed. */
    void removed(String namespace, String name) {
        Path home = homes.remove(namespace + "/" + name);
        if (home != null) {
            endProcesses(home);
            delete(home);
        }
    }

    /** Whether commands can be run in it. */
    static boolean runs(Pod pod) {
        return pod.getStatus() == null
                || pod.getStatus().getPhase() == null
                || "Running".equals(pod.getStatus().getPhase());
    }

    /** What commands in it see. */
    Map<String, String> environment(Pod pod, @Nullable String container) {
        Map<String, String> result = new HashMap<>();
        pod.getSpec().getContainers().stream()
                .filter(each -> container == null || container.equals(each.getName()))
                .findFirst()
                .map(Container::getEnv)
                .orElse(List.of())
                .forEach(variable -> value(pod, variable).ifPresent(value -> result.put(variable.getName(), value)));
        if (result.containsKey("HOME")) {
            result.put("HOME", home(pod).toString());
        }
        return result;
    }

    private Optional<String> value(Pod pod, EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return Optional.ofNullable(variable.getValue()).map(value -> value.replace("$$", "$"));
        }
        SecretKeySelector key = variable.getValueFrom().getSecretKeyRef();
        if (key == null) {
            return Optional.empty();
        }
        Secret secret = client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(key.getName())
                .get();
        return Optional.ofNullable(secret)
                .map(found -> found.getData().get(key.getKey()))
                .map(data -> new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8));
    }

    private Path home(Pod pod) {
        return homes.computeIfAbsent(
                pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(), name -> {
                    try {
                        return Files.createTempDirectory("stand-in-pod");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** The kubelet kills all that runs in a pod, also what has left the one that started it. Only Linux tells which. */
    private static void endProcesses(Path home) {
        ProcessHandle.allProcesses()
                .filter(process -> lives(process, "HOME=" + home))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean lives(ProcessHandle process, String variable) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                            .split("\0"))
                    .contains(variable);
        } catch (IOException e) {
            return false; // Another person's process, or one that has ended.
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            return; // What is just being ended may still write; the system's temporary folder is emptied anyway.
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
        homes.keySet().forEach(pod -> removed(pod.split("/")[0], pod.split("/")[1]));
    }
}
