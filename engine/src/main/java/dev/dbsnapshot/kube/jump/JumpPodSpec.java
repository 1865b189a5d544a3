package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.kube.settings.SecretKey;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the jump pod looks like: as PodSecurity's level "restricted" wants it, with an end of its own.
 *
 * @param image the image, with psql and sleep in it
 * @param settings the database by libpq's keyword, without the password
 * @param password where the kubelet finds the password
 * @param lifetime after which the kubelet ends it
 * @param purpose what it is for, for whoever finds it
 */
record JumpPodSpec(String image, Map<String, String> settings, SecretKey password, Duration lifetime, String purpose) {

    static final String NAME = "db-snapshot-jump";
    static final String CONTAINER = "client";
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String MANAGER = "db-snapshot";

    /** Which run made it, so that a run that fails removes no other's. */
    static final String RUN = "dbsnapshot.dev/run";

    static final String PURPOSE = "dbsnapshot.dev/purpose";

    /** pg_dump keeps the contents of tables there before they go into a tar archive. */
    private static final Quantity TEMPORARY = new Quantity("20Gi");

    /** libpq's variables, by its keywords. */
    private static final Map<String, String> VARIABLES = Map.of(
            "host", "PGHOST", "port", "PGPORT", "dbname", "PGDATABASE", "user", "PGUSER", "sslmode", "PGSSLMODE");

    /** The pod, to run where the pods of the application may and with what they pull their images with. */
    Pod pod(String namespace, String run, PodSpec application) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .withLabels(Map.of("app.kubernetes.io/name", NAME, MANAGED_BY, MANAGER))
                .withAnnotations(Map.of(RUN, run, PURPOSE, purpose))
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withActiveDeadlineSeconds(lifetime.toSeconds())
                .withTerminationGracePeriodSeconds(1L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // Its pull secrets count as well.
                .withServiceAccountName(application.getServiceAccountName())
                .withImagePullSecrets(application.getImagePullSecrets())
                .withNodeSelector(application.getNodeSelector())
                .withTolerations(application.getTolerations())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(65532L)
                .withRunAsGroup(65532L)
                .withFsGroup(65532L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName(CONTAINER)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sleep", Long.toString(lifetime.toSeconds()))
                .withEnv(environment())
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi")))
                .withLimits(Map.of("cpu", new Quantity("1"), "memory", new Quantity("512Mi")))
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .withSizeLimit(TEMPORARY)
                .endEmptyDir()
                .endVolume()
                .endSpec()
                .build();
    }

    /** What the client programs in it read. */
    List<EnvVar> environment() {
        List<EnvVar> result = new ArrayList<>();
        settings.entrySet().stream()
                .filter(entry -> VARIABLES.containsKey(entry.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> result.add(new EnvVarBuilder()
                        .withName(String.valueOf(VARIABLES.get(entry.getKey())))
                        // The kubelet would take $(NAME) for a variable.
                        .withValue(entry.getValue().replace("$", "$$"))
                        .build()));
        result.add(new EnvVarBuilder()
                .withName("PGPASSWORD")
                .withNewValueFrom()
                .withNewSecretKeyRef(password.key(), password.secret(), null)
                .endValueFrom()
                .build());
        // psql keeps its history there; the root is read-only.
        result.add(new EnvVarBuilder().withName("HOME").withValue("/tmp").build());
        return result;
    }

    /** What to type to get a session of psql. */
    String command(String namespace) {
        return String.format(
                Locale.ROOT,
                "kubectl exec -it %s -n %s -- psql -h %s -p %s -d %s -U %s",
                NAME,
                namespace,
                quoted(settings.getOrDefault("host", "")),
                quoted(settings.getOrDefault("port", "5432")),
                quoted(settings.getOrDefault("dbname", "")),
                quoted(settings.getOrDefault("user", "")));
    }

    private static String quoted(String word) {
        return word.matches("[-._/:@%+=A-Za-z0-9]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
