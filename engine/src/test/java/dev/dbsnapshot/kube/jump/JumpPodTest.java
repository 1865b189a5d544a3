package dev.dbsnapshot.kube.jump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import dev.dbsnapshot.testdata.cluster.Poolside;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jump pod: what it looks like, what keeps it from running, and that nothing of it is left. */
class JumpPodTest {

    private final Poolside poolside = Poolside.start("forge's");
    private final ApiServer server = poolside.server();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private Cluster cluster;

    @BeforeEach
    void start(@TempDir Path folder) {
        cluster = Cluster.open(ClusterSettings.of(List.of(poolside.server().kubeconfig(folder))));
    }

    @AfterEach
    void stop() {
        cluster.close();
        poolside.close();
    }

    private JumpPod jump(int secondsUntilRunning) {
        JumpPod.Limits limits = new JumpPod.Limits(
                Duration.ofSeconds(secondsUntilRunning), Duration.ofSeconds(5), Duration.ofSeconds(5));
        return new JumpPod(cluster, Application.CORE_API, said::add, limits);
    }

    private String create(Optional<String> image) {
        return jump(2).create(image, Optional.empty(), Map.of());
    }

    private @Nullable Pod pod() {
        return poolside.jumpPod();
    }

    private static ErrorCode code(Throwable failure) {
        return ((SnapshotException) failure).code();
    }

    @Test
    void itIsRestrictedLimitedAndGetsThePasswordFromTheSecretUnseen() {
        assertThat(create(Optional.empty()))
                .isEqualTo("kubectl exec -it db-snapshot-jump -n poolside -- psql -h postgres -p 5432 -d 'forge'\\''s'"
                        + " -U postgres");
        Pod pod = Objects.requireNonNull(pod());
        assertThat(pod.getSpec().getActiveDeadlineSeconds()).isPositive();
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
                .isEqualTo("RuntimeDefault");
        assertThat(pod.getSpec().getImagePullSecrets().get(0).getName()).isEqualTo("registry-login");
        assertThat(pod.getSpec().getVolumes().get(0).getEmptyDir().getSizeLimit())
                .isNotNull();
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(container.getImage()).isEqualTo("registry.local:5000/poolside-database-client:v0.0.3");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
        assertThat(container.getEnv()).anySatisfy(variable -> {
            assertThat(variable.getName()).isEqualTo("PGPASSWORD");
            assertThat(variable.getValueFrom().getSecretKeyRef().getName()).isEqualTo("postgres-credentials");
            assertThat(variable.getValueFrom().getSecretKeyRef().getKey()).isEqualTo("password");
        });
        assertThat(server.requests()).noneMatch(request -> request.contains("/secrets"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ImagePullBackOff|Back-off pulling|skopeo list-tags docker://r:5000/x and name one by --image"
                        + " r:5000/x:",
                "ErrImageNeverPull|not present|skopeo list-tags docker://r:5000/x",
                "CreateContainerConfigError|secret \"credentials\" not found|(CreateContainerConfigError: secret",
                "ContainerCreating|slow volume|does not run after 2 s (ContainerCreating: slow volume)",
            })
    void whatKeepsItFromRunningIsToldAndItIsRemoved(String reason, String message, String told) {
        server.kubelet()
                .brings("{phase: Pending, containerStatuses: [{name: client, state: {waiting: {reason: " + reason
                        + ", message: '" + message + "'}}}]}");
        assertThatThrownBy(() -> create(Optional.of("r:5000/x:v1")))
                .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(told)
                .hasMessageContaining(message);
        assertThat(pod()).isNull();
    }

    @Test
    void aPodWithoutAPlaceIsSaidToWaitForOne() {
        server.kubelet()
                .brings("{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                        + " message: 0/1 nodes are available}]}");
        assertThatThrownBy(() -> create(Optional.empty())).hasMessageContaining("Unschedulable: 0/1 nodes");
        assertThat(said).anyMatch(line -> line.contains("is waiting: Unschedulable: 0/1 nodes are available"));
        assertThat(pod()).isNull();
    }

    @Test
    void aPodThatEndsAtOnceIsToldWithItsReasonAndRemoved() {
        server.kubelet()
                .brings("{phase: Failed, containerStatuses: [{name: client, state: {terminated: {exitCode: 128,"
                        + " reason: StartError, message: 'exec: \"sleep\": not found'}}}]}");
        assertThatThrownBy(() -> create(Optional.empty())).hasMessageContaining("StartError: exec: \"sleep\"");
        assertThat(pod()).isNull();
    }

    @Test
    void whoCancelsLeavesNoPod() throws InterruptedException {
        server.kubelet().brings("{phase: Pending}");
        Thread work = new Thread(
                () -> assertThatThrownBy(() -> jump(300).create(Optional.empty(), Optional.empty(), Map.of()))
                        .isInstanceOf(SnapshotException.class));
        work.start();
        while (pod() == null) {
            Thread.onSpinWait();
        }
        work.interrupt();
        work.join();
        assertThat(pod()).isNull();
        assertThat(said).contains("pod db-snapshot-jump is removed");
    }

    @Test
    void oneThatRunsIsTakenAgainUnlessItIsForSomethingElse() {
        String command = create(Optional.empty());
        assertThat(create(Optional.empty())).isEqualTo(command);
        assertThat(said).contains("pod db-snapshot-jump is there already");
        assertThatThrownBy(() -> create(Optional.of("other:1")))
                .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("for another image or database")
                .hasMessageContaining("jump-delete");
        assertThat(pod()).isNotNull();
    }

    @Test
    void aPodOfThatNameThatSomethingElseMadeStays() {
        server.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: db-snapshot-jump, namespace: poolside}
            spec: {containers: [{name: main, image: psql}]}
            """);
        assertThatThrownBy(() -> create(Optional.empty())).hasMessageContaining("made by something else");
        assertThat(pod()).isNotNull();
    }

    @Test
    void aPasswordThatIsNoKeyOfASecretIsRefused() {
        server.client()
                .apps()
                .deployments()
                .inNamespace("poolside")
                .withName("core-api")
                .edit(deployment -> {
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
                            .filter(variable -> variable.getName().equals("FORGE_DB_PASSWORD"))
                            .forEach(variable -> {
                                variable.setValueFrom(null);
                                variable.setValue("plain");
                            });
                    return deployment;
                });
        assertThatThrownBy(() -> create(Optional.empty()))
                .satisfies(failure -> assertThat(code(failure)).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("--db-password-env")
                .hasMessageNotContaining("plain");
        assertThat(pod()).isNull();
    }

    @Test
    void removingItTellsWhetherThereWasOne() {
        create(Optional.empty());
        JumpPod jump = new JumpPod(cluster, Application.CORE_API, said::add);
        assertThat(jump.delete()).isTrue();
        assertThat(pod()).isNull();
        assertThat(jump.delete()).isFalse();
    }
}
