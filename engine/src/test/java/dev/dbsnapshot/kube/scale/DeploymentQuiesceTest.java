package dev.dbsnapshot.kube.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping and starting an application, with pods that take their time and everything that goes wrong. */
class DeploymentQuiesceTest {

    private final ApiServer server = ApiServer.start();
    private final List<String> said = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private Cluster cluster;

    @BeforeEach
    void start(@TempDir Path folder) {
        cluster = Cluster.open(ClusterSettings.of(List.of(server.kubeconfig(folder))));
        server.apply("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: core-api, namespace: poolside, labels: {argocd.argoproj.io/instance: forge}}
            spec:
              replicas: 3
              selector: {matchLabels: {app: core-api}}
              template:
                metadata: {labels: {app: core-api}}
                spec: {containers: [{name: main, image: forge}]}
            """);
    }

    @AfterEach
    void stop() {
        cluster.close();
        server.close();
    }

    private DeploymentQuiesce quiesce() {
        return new DeploymentQuiesce(
                cluster, "core-api", said::add, Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofMillis(500));
    }

    /** Remembers in this test's list. */
    private Journal journal() {
        return (act, facts) -> {
            journal.add(act + " " + facts.get("deployment") + " " + facts.get("replicas") + " at " + replicas());
            return () -> journal.add("settled");
        };
    }

    private Deployment deployment() {
        return server.client()
                .apps()
                .deployments()
                .inNamespace("poolside")
                .withName("core-api")
                .get();
    }

    /** The mock server sets to null what a real one removes. */
    private @Nullable String noted() {
        return deployment().getMetadata().getAnnotations().get("dbsnapshot.dev/replicas");
    }

    private int replicas() {
        return deployment().getSpec().getReplicas();
    }

    private int pods() {
        return server.client().pods().inNamespace("poolside").list().getItems().size();
    }

    @Test
    void itWaitsUntilThePodsAreGoneAndUntilTheyAreReadyAgain() {
        DeploymentQuiesce quiesce = quiesce();
        quiesce.stop(journal());
        assertThat(pods()).isZero();
        assertThat(deployment().getMetadata().getAnnotations()).containsEntry("dbsnapshot.dev/replicas", "3");
        quiesce.start();
        assertThat(pods()).isEqualTo(3);
        assertThat(deployment().getStatus().getReadyReplicas()).isEqualTo(3);
        assertThat(noted()).isNull();
        assertThat(journal).containsExactly("scale-down core-api 3 at 3", "settled");
        assertThat(said).anyMatch(line -> line.contains("Argo CD application forge"));
    }

    @Test
    void aControllerThatWritesAtTheSameMomentDoesNotMatter() {
        DeploymentQuiesce quiesce = quiesce();
        server.workloads().conflicts(2);
        quiesce.stop(journal());
        assertThat(replicas()).isZero();
        server.workloads().conflicts(1);
        quiesce.start();
        assertThat(replicas()).isEqualTo(3);

        server.workloads().conflicts(100);
        assertThatThrownBy(() -> quiesce.stop(journal())).hasMessageContaining("409");
        server.workloads().conflicts(0);
        quiesce.start();
        assertThat(replicas()).isEqualTo(3);
        assertThat(noted()).isNull();
    }

    @Test
    void podsThatStayAreNamedAndTheReplicasComeBack() {
        server.workloads().podsNeverGo(true);
        DeploymentQuiesce quiesce = quiesce();
        assertThatThrownBy(() -> quiesce.stop(journal()))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("are still there after 3 s: core-api-");
        server.workloads().podsNeverGo(false);
        quiesce.start();
        assertThat(replicas()).isEqualTo(3);
    }

    /** The controller counts only pods that have not ended, so that scaling does not remove these. */
    @Test
    void podsThatWereEvictedAreNotWaitedFor() {
        server.apply("""
            apiVersion: v1
            kind: Pod
            metadata: {name: core-api-evicted, namespace: poolside, labels: {app: core-api}}
            spec: {containers: [{name: main, image: forge}]}
            status: {phase: Failed, reason: Evicted}
            """);
        DeploymentQuiesce quiesce = quiesce();
        quiesce.stop(journal());
        assertThat(said).anyMatch(line -> line.contains("are gone"));
        quiesce.start();
        assertThat(replicas()).isEqualTo(3);
    }

    @Test
    void aJournalOfAnotherClusterIsNotSettledHere() {
        ScaleRecovery recovery = new ScaleRecovery(cluster);
        Map<String, String> facts = Map.of("namespace", "poolside", "deployment", "core-api", "replicas", "3");
        Map<String, String> elsewhere = new HashMap<>(facts);
        elsewhere.put("cluster", "https://production.example:6443/");
        assertThatThrownBy(() -> recovery.recover(elsewhere))
                .hasMessageContaining("in the cluster of https://production.example:6443/")
                .hasMessageContaining("--context");
        assertThat(recovery.recover(facts)).contains("has its replicas already");
    }

    @Test
    void whoeverScalesUpAgainIsNamed() {
        server.workloads().undoneTo(2);
        DeploymentQuiesce quiesce = quiesce();
        assertThatThrownBy(() -> quiesce.stop(journal()))
                .hasMessageContaining("scaled Deployment core-api up again")
                .hasMessageContaining("probably Argo CD application forge");
        quiesce.start();
        assertThat(replicas()).isEqualTo(2);
    }

    @Test
    void aRefusedScalingLeavesEverythingAsItWas() {
        server.refuse("(PUT|PATCH) .*/deployments/core-api/scale", 403);
        DeploymentQuiesce quiesce = quiesce();
        assertThatThrownBy(() -> quiesce.stop(journal()))
                .hasMessageContaining("deployments/scale")
                .hasMessageContaining("403");
        quiesce.start();
        assertThat(replicas()).isEqualTo(3);
        assertThat(noted()).isNull();
        assertThat(journal).last().isEqualTo("settled");
    }

    @Test
    void aRefusedAnnotationStopsBeforeTheScaling() {
        server.refuse("PATCH .*/deployments/core-api", 403);
        DeploymentQuiesce quiesce = quiesce();
        assertThatThrownBy(() -> quiesce.stop(journal())).hasMessageContaining("annotating Deployment core-api");
        assertThat(replicas()).isEqualTo(3);
    }

    @Test
    void replicasThatCannotBeBroughtBackAreLeftToACommandThatIsNamed() {
        DeploymentQuiesce quiesce = quiesce();
        quiesce.stop(journal());
        server.refuse("(PUT|PATCH) .*/deployments/core-api/scale", 403);
        assertThatThrownBy(quiesce::start)
                .hasMessageContaining("kubectl scale -n poolside deployment/core-api --replicas=3");
        assertThat(journal).doesNotContain("settled");
        server.refuseNothing();
        quiesce.start();
        assertThat(replicas()).isEqualTo(3);
    }

    @Test
    void anotherMachineBringsBackWhatACrashLeft() {
        quiesce().stop();
        ScaleRecovery recovery = new ScaleRecovery(cluster);
        assertThat(recovery.left()).containsExactly("core-api");
        assertThat(recovery.recover()).containsExactly("Deployment core-api has 3 replicas again");
        assertThat(replicas()).isEqualTo(3);
        assertThat(recovery.left()).isEmpty();
    }

    @Test
    void aSecondRestoreAfterACrashStillKnowsTheNumber() {
        quiesce().stop();
        DeploymentQuiesce second = quiesce();
        second.stop();
        second.start();
        assertThat(replicas()).isEqualTo(3);
    }

    @Test
    void aCancelledRestoreBringsTheReplicasBackToo() {
        DeploymentQuiesce quiesce = quiesce();
        quiesce.stop(journal());
        Thread.currentThread().interrupt();
        quiesce.start();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(replicas()).isEqualTo(3);
    }

    /** 403 is final, a connection that is hung up on is tried again: the two ways in which an API server fails. */
    @ParameterizedTest
    @ValueSource(ints = {403, 0})
    void whicheverRequestFailsTheReplicasComeBack(int status) {
        boolean failed = true;
        for (int requests = 0; failed; requests++) {
            failed = failingAfter(requests, status);
            assertThat(replicas()).as("after %d requests", requests).isEqualTo(3);
            assertThat(noted()).as("after %d requests", requests).isNull();
            assertThat(journal)
                    .as("after %d requests", requests)
                    .satisfiesAnyOf(
                            lines -> assertThat(lines).isEmpty(),
                            lines -> assertThat(lines).last().isEqualTo("settled"));
            journal.clear();
        }
    }

    /** Stops and starts with an API server that fails after so many requests until somebody mends it; whether it did. */
    private boolean failingAfter(int requests, int status) {
        DeploymentQuiesce quiesce = quiesce();
        server.refuseAllAfter(requests, status);
        try {
            quiesce.stop(journal());
            quiesce.start();
            server.refuseNothing();
            return false;
        } catch (SnapshotException e) {
            server.refuseNothing();
            quiesce.start();
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 0})
    void whatADeadProcessCouldNotBringBackAnotherMachineDoes(int status) {
        boolean failed = true;
        for (int requests = 0; failed; requests++) {
            DeploymentQuiesce dying = quiesce();
            server.refuseAllAfter(requests, status);
            try {
                dying.stop();
                failed = false;
            } catch (SnapshotException e) {
                assertThat(e).hasMessageContaining(":");
            }
            server.refuseNothing();
            List<String> done = new ScaleRecovery(cluster).recover();
            assertThat(replicas()).as("after %d requests: %s", requests, done).isEqualTo(3);
            assertThat(noted()).as("after %d requests: %s", requests, done).isNull();
        }
    }
}
