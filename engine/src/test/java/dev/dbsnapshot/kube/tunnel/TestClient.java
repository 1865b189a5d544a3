package dev.dbsnapshot.kube.tunnel;

import dev.dbsnapshot.testdata.cluster.ApiServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;

/** A client of the stand-in. */
final class TestClient {

    private TestClient() {}

    static KubernetesClient of(ApiServer cluster) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(cluster.url())
                        .build())
                .withHttpClientFactory(new OkHttpClientFactory())
                .build();
    }
}
