package dev.dbsnapshot.kube.registry;

import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The logins that the kubelet pulls the images of a pod with. */
final class PullSecrets {

    private final Cluster cluster;
    private final PodSpec application;

    PullSecrets(Cluster cluster, PodSpec application) {
        this.cluster = cluster;
        this.application = application;
    }

    /**
     * Reads them.
     *
     * @param unread hears what could not be read, and why
     */
    List<AuthDocument> read(Consumer<String> unread) {
        List<AuthDocument> result = new ArrayList<>();
        Stream.concat(
                        Objects.requireNonNullElse(application.getImagePullSecrets(), List.<LocalObjectReference>of())
                                .stream(),
                        ofServiceAccount().stream())
                .map(LocalObjectReference::getName)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(name -> {
                    try {
                        Optional<AuthDocument> document = read(name);
                        document.ifPresentOrElse(
                                result::add, () -> unread.accept("pull secret " + name + " holds no logins"));
                    } catch (SnapshotException e) {
                        unread.accept("pull secret " + name + " cannot be read (" + e.getMessage() + ")");
                    }
                });
        return result;
    }

    /** Those of the service account count as well; where it may not be read, a Deployment's own have to do. */
    private List<LocalObjectReference> ofServiceAccount() {
        String name = application.getServiceAccountName() == null
                        || application.getServiceAccountName().isEmpty()
                ? "default"
                : application.getServiceAccountName();
        try {
            ServiceAccount account = cluster.ask("reading ServiceAccount " + name, () -> cluster.client()
                    .serviceAccounts()
                    .inNamespace(cluster.namespace())
                    .withName(name)
                    .get());
            return account == null ? List.of() : account.getImagePullSecrets();
        } catch (SnapshotException e) {
            return List.of();
        }
    }

    private Optional<AuthDocument> read(String name) {
        Secret secret = cluster.ask("reading Secret " + name, () -> cluster.client()
                .secrets()
                .inNamespace(cluster.namespace())
                .withName(name)
                .get());
        Map<String, String> data =
                secret == null || secret.getData() == null ? Map.<String, String>of() : secret.getData();
        String source = "pull secret " + name;
        return decoded(data.get(".dockerconfigjson"))
                .flatMap(json -> AuthDocument.of(json, source))
                .or(() -> decoded(data.get(".dockercfg")).flatMap(json -> AuthDocument.ofLegacy(json, source)));
    }

    private static Optional<String> decoded(@Nullable String value) {
        return Optional.ofNullable(value)
                .map(text -> new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8));
    }
}
