package dev.dbsnapshot.kube.client;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** A connection to a cluster, as one person, in one namespace. Safe for use by several threads. */
public final class Cluster implements AutoCloseable {

    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /**
     * Notices an API server that does not answer any more, after one to two of these. Not shorter, because a kubelet
     * answers pings only while the database takes what is sent to it, and we read the answer only while the disk takes
     * what is received.
     */
    private static final Duration PING = Duration.ofSeconds(60);

    /** More would let a person wait for what does not change. */
    private static final int RETRIES = 3;

    private final KubernetesClient client;
    private final ClusterSettings settings;
    private final String description;

    private Cluster(KubernetesClient client, ClusterSettings settings, String description) {
        this.client = client;
        this.settings = settings;
        this.description = description;
    }

    /** Reads the kubeconfig, or the service account where there is none; no request is made yet. */
    public static Cluster open(ClusterSettings settings) {
        return open(settings, PING);
    }

    static Cluster open(ClusterSettings settings, Duration ping) {
        Config config =
                Kubeconfig.read(settings.kubeconfigs(), settings.context()).orElseGet(() -> serviceAccount(settings));
        ConfigBuilder builder = new ConfigBuilder(config)
                .withNamespace(settings.namespace())
                .withRequestTimeout((int) settings.requestTimeout().toMillis())
                .withRequestRetryBackoffLimit(RETRIES)
                .withWebsocketPingInterval(ping.toMillis())
                .withUserAgent("db-snapshot");
        settings.asUser().ifPresent(builder::withImpersonateUsername);
        if (!settings.asGroups().isEmpty()) {
            builder.withImpersonateGroups(settings.asGroups().toArray(String[]::new));
        }
        Config complete = builder.build();
        // okhttp, because it alone pings, and tells how much of what was sent is still waiting.
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(complete)
                .withHttpClientFactory(new OkHttpClientFactory())
                .build();
        String name = complete.getCurrentContext() == null
                ? complete.getMasterUrl()
                : complete.getCurrentContext().getName();
        return new Cluster(client, settings, "namespace " + settings.namespace() + " of " + name);
    }

    private static Config serviceAccount(ClusterSettings settings) {
        String server = settings.apiServerInCluster()
                .orElseThrow(() -> new SnapshotException(
                        ErrorCode.USAGE,
                        "no database named: give --dsn postgresql://user@host/database, or set PGHOST and PGDATABASE,"
                                + " or name a kubeconfig by --kubeconfig or KUBECONFIG (there is none at "
                                + settings.kubeconfigs() + ")"));
        Path token = SERVICE_ACCOUNT.resolve("token");
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + server)
                .withCaCertFile(SERVICE_ACCOUNT.resolve("ca.crt").toString())
                // Read for every request, because the kubelet replaces it before it expires.
                .withOauthTokenProvider(() -> {
                    try {
                        return Files.readString(token).strip();
                    } catch (IOException e) {
                        throw new SnapshotException(
                                ErrorCode.CONNECTION,
                                "cannot read the service account's token " + token
                                        + ": give the pod one (automountServiceAccountToken), or a kubeconfig",
                                e);
                    }
                })
                .build();
    }

    /** The client underneath. */
    public KubernetesClient client() {
        return client;
    }

    /** Where the application is. */
    public String namespace() {
        return settings.namespace();
    }

    /** Asks the API server for something; what fails is told with what to do. */
    public <T> T ask(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw ClusterFailures.of(doing, e);
        }
    }

    /** The namespace and the context, for messages. */
    @Override
    public String toString() {
        return description;
    }

    /** Breaks all connections that run through this one. */
    @Override
    public void close() {
        client.close();
    }
}
