package dev.dbsnapshot.kube.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.client.ClusterSettings;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.testdata.ImageRegistry;
import dev.dbsnapshot.testdata.ImageRegistry.Authentication;
import dev.dbsnapshot.testdata.cluster.ApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which image the jump pod gets, out of a registry that behaves, wants a login, or misbehaves. */
class ImageSearchTest {

    private static final String USER = "puller";
    private static final String PASSWORD = "pa:ss wörd";
    private static final String IMAGE = "poolside-database-client";

    private final ApiServer server = ApiServer.start();
    private final ImageRegistry registry = ImageRegistry.http();
    private final List<String> said = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = Cluster.open(ClusterSettings.of(List.of(server.kubeconfig(folder))));
        registry.repository(IMAGE, "v0.0.3", "latest", "v0.0.10", "v0.0.9", "v0.1.0-rc1");
    }

    @AfterEach
    void stop() {
        cluster.close();
        server.close();
        registry.close();
    }

    private void application(String repository, String pullSecret) {
        server.apply("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: core-api, namespace: poolside}
            spec:
              replicas: 1
              selector: {matchLabels: {app: core-api}}
              template:
                metadata: {labels: {app: core-api}}
                spec:
                  imagePullSecrets: [%s]
                  containers:
                  - name: core-api
                    image: forge
                    env: [%s]
            """.formatted(
                        pullSecret.isEmpty() ? "" : "{name: " + pullSecret + "}",
                        repository.isEmpty() ? "" : "{name: FORGE_API_IMAGE_REPOSITORY, value: '" + repository + "'}"));
    }

    private void pullSecret(String type, String key, String json) {
        server.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: pull, namespace: poolside}
                type: %s
                data: {%s: %s}
                """.formatted(type, key, Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8))));
    }

    private static String auth() {
        return Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private static ImageRequest insecure(Path... authFiles) {
        return new ImageRequest(Optional.empty(), Optional.empty(), true, List.of(authFiles), Map.of());
    }

    private static ImageRequest inRegistry(String host, boolean insecure) {
        return new ImageRequest(Optional.empty(), Optional.of(host), insecure, List.of(), Map.of());
    }

    /** The image; nothing that is said, asked or shown elsewhere may hold the password. */
    private String find(ImageRequest request) {
        String image = new ImageSearch(cluster, Application.CORE_API, said::add).find(request);
        assertThat(said).noneMatch(line -> line.contains(PASSWORD) || line.contains(auth()));
        return image;
    }

    @Test
    void anImageThatIsNamedIsTakenAndNothingIsAsked() {
        assertThat(find(new ImageRequest(Optional.of("r:1/x:y"), Optional.of("r"), false, List.of(), Map.of())))
                .isEqualTo("r:1/x:y");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aRegistryThatIsNamedGivesItsNewestVersionThroughAllPages() {
        application("elsewhere.example/forge", "");
        assertThat(find(inRegistry(registry.host(), true))).isEqualTo(registry.host() + "/" + IMAGE + ":v0.0.10");
        assertThat(registry.requests()).hasSize(3).allMatch(request -> request.contains("n=1000"));
        registry.repository("mirror/all/" + IMAGE, "v7.0");
        assertThat(find(inRegistry(registry.host() + "/mirror/all/", true)))
                .isEqualTo(registry.host() + "/mirror/all/" + IMAGE + ":v7.0");
    }

    @Test
    void withoutOneTheRegistryOfTheApplicationCounts() {
        application(registry.host() + "/poolside/forge-api", "");
        assertThat(find(insecure())).isEqualTo(registry.host() + "/" + IMAGE + ":v0.0.10");
        assertThat(said).anyMatch(line -> line.contains("is asked by plain HTTP"));
    }

    @Test
    void aRegistryThatWantsProjectsHasItBesideTheApplication(@TempDir Path certificates) {
        try (ImageRegistry tls = ImageRegistry.tls(certificates)) {
            tls.repository("poolside/" + IMAGE, "v1.0.0");
            application(tls.host() + "/poolside/forge-api", "");
            assertThat(find(insecure())).isEqualTo(tls.host() + "/poolside/" + IMAGE + ":v1.0.0");
        }
    }

    @Test
    void aRegistryThatRefusesWhatIsInNoProjectHasItBesideTheApplication() {
        registry.repository("poolside/" + IMAGE, "v1.0.0");
        application(registry.host() + "/poolside/forge-api", "");
        registry.withdraw(IMAGE);
        registry.secretive(true);
        assertThat(find(insecure())).isEqualTo(registry.host() + "/poolside/" + IMAGE + ":v1.0.0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Authentication.class,
            names = {"BASIC", "BEARER"})
    void aLoginDoesNotFollowToAnotherServerThatAsksForIt(Authentication how) throws IOException {
        application(registry.host() + "/forge", "");
        Path file = Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + auth() + "\"}}}");
        try (ImageRegistry other = ImageRegistry.http()) {
            other.repository(IMAGE, "v9.0");
            other.login(how, USER, PASSWORD);
            registry.moved(other);
            assertThat(find(insecure(file))).endsWith(":v0.0.3");
            assertThat(other.requests()).isNotEmpty().noneMatch(request -> request.contains("Basic"));
            assertThat(said).anyMatch(line -> line.contains("leads to " + other.host() + ", which wants a login"));

            other.login(Authentication.ANONYMOUS_BEARER, "", "");
            assertThat(find(insecure(file))).endsWith(":v9.0");
            assertThat(other.requests()).noneMatch(request -> request.contains("Basic"));
        }
    }

    @Test
    void aRegistryThatSignsItsOwnCertificateIsAskedOnlyByWhoSaysSo(@TempDir Path certificates) {
        application("", "");
        try (ImageRegistry tls = ImageRegistry.tls(certificates)) {
            tls.repository(IMAGE, "v0.2.0");
            assertThat(find(inRegistry(tls.host(), false))).isEqualTo(tls.host() + "/" + IMAGE + ":v0.0.3");
            assertThat(said)
                    .anyMatch(line -> line.contains("its certificate is not trusted")
                            && line.contains("--force-insecure skips the check")
                            && line.contains("taking " + tls.host() + "/" + IMAGE + ":v0.0.3"));
            assertThat(tls.requests()).isEmpty();
            said.clear();
            assertThat(find(inRegistry(tls.host(), true))).isEqualTo(tls.host() + "/" + IMAGE + ":v0.2.0");
            assertThat(said).anyMatch(line -> line.startsWith("warning: the certificate of " + tls.host()));
        }
    }

    @Test
    void plainHttpIsForThoseWhoSaySo() {
        application("", "");
        assertThat(find(inRegistry(registry.host(), false))).endsWith(":v0.0.3");
        assertThat(said).anyMatch(line -> line.contains("it does not speak TLS (--force-insecure allows plain HTTP)"));
        assertThat(registry.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Authentication.class,
            names = {"BASIC", "BEARER"})
    void loginsOfDockerAndPodmanOpenIt(Authentication how) throws IOException {
        application("", "");
        registry.login(how, USER, PASSWORD);
        Path file = Files.writeString(
                folder.resolve("auth.json"),
                "{\"auths\":{\"other.example\":{\"auth\":\"eDp5\"},\"http://" + registry.host() + "/v2/\":{\"auth\":\""
                        + auth() + "\"}}}");
        ImageRequest request = new ImageRequest(
                Optional.empty(),
                Optional.of(registry.host()),
                true,
                List.of(folder.resolve("none.json"), file),
                Map.of());
        assertThat(find(request)).endsWith(":v0.0.10");
    }

    @ParameterizedTest
    @EnumSource(
            value = Authentication.class,
            names = {"BASIC", "BEARER"})
    void pullSecretsOfTheApplicationOpenIt(Authentication how) {
        application(registry.host() + "/forge", "pull");
        registry.login(how, USER, PASSWORD);
        pullSecret(
                "kubernetes.io/dockerconfigjson",
                ".dockerconfigjson",
                "{\"auths\":{\"127.0.*.1:*\":{\"username\":\"" + USER + "\",\"password\":\"" + PASSWORD
                        + "\"}},\"credsStore\":\"of-the-cluster\"}");
        assertThat(find(insecure())).endsWith(":v0.0.10");
    }

    @Test
    void soDoOldPullSecretsAndThoseOfTheServiceAccount() {
        application(registry.host() + "/forge", "");
        registry.login(Authentication.BASIC, USER, PASSWORD);
        pullSecret(
                "kubernetes.io/dockercfg", ".dockercfg", "{\"" + registry.host() + "\":{\"auth\":\"" + auth() + "\"}}");
        server.apply("""
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: default, namespace: poolside}
            imagePullSecrets: [{name: pull}]
            """);
        assertThat(find(insecure())).endsWith(":v0.0.10");
    }

    @Test
    void aTokenServerTakesIdentityTokensAndGivesSomeTokensToEverybody() throws IOException {
        application(registry.host() + "/forge", "");
        registry.login(Authentication.BEARER, USER, PASSWORD);
        registry.identityToken("i+d/token=");
        Path file = Files.writeString(
                folder.resolve("auth.json"),
                "{\"auths\":{\"" + registry.host() + "\":{\"identitytoken\":\"i+d/token=\"}}}");
        assertThat(find(insecure(file))).endsWith(":v0.0.10");
        registry.login(Authentication.ANONYMOUS_BEARER, "", "");
        assertThat(find(insecure())).endsWith(":v0.0.10");
    }

    @Test
    void aCredentialHelperIsAskedAndOneThatFailsIsNamed() throws IOException {
        application(registry.host() + "/forge", "");
        registry.login(Authentication.BASIC, USER, PASSWORD);
        Path helper = Files.writeString(folder.resolve("docker-credential-test"), """
            #!/bin/sh
            [ "$1" = get ] && [ "$(/bin/cat)" = "$REGISTRY" ] || { echo "credentials not found"; exit 1; }
            echo '{"ServerURL":"x","Username":"%s","Secret":"%s"}'
            """.formatted(USER, PASSWORD));
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));
        Path file = Files.writeString(
                folder.resolve("config.json"), "{\"credHelpers\":{\"" + registry.host() + "\":\"test\"}}");
        Map<String, String> environment = Map.of("PATH", "/nowhere:" + folder, "REGISTRY", registry.host());
        assertThat(find(new ImageRequest(Optional.empty(), Optional.empty(), true, List.of(file), environment)))
                .endsWith(":v0.0.10");

        Files.writeString(file, "{\"credsStore\":\"test\"}");
        assertThat(find(new ImageRequest(
                        Optional.empty(), Optional.empty(), true, List.of(file), Map.of("PATH", folder.toString()))))
                .endsWith(":v0.0.3");
        assertThat(said).anyMatch(line -> line.contains("docker-credential-test has no login"));
    }

    @Test
    void aLoginThatIsRefusedIsNamedByItsPlaceOnly() throws IOException {
        application(registry.host() + "/forge", "missing");
        registry.login(Authentication.BEARER, USER, "another");
        Path file = Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + auth() + "\"}}}");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"auths\": " + auth());
        assertThat(find(insecure(broken, file))).endsWith("/" + IMAGE + ":v0.0.3");
        assertThat(said)
                .anyMatch(line -> line.contains("it wants a login: it refuses the login of " + file)
                        && line.contains(broken + " is no JSON")
                        && line.contains("pull secret missing"));
    }

    @Test
    void aRegistryThatWantsALoginThatNobodyHasSaysHowToGetOne() {
        application(registry.host() + "/forge", "");
        registry.login(Authentication.BASIC, USER, PASSWORD);
        assertThat(find(insecure())).endsWith(":v0.0.3");
        assertThat(said).anyMatch(line -> line.contains("none is known for it (docker login, podman login)"));
    }

    @Test
    void nothingListensThere() throws IOException {
        application("", "");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(find(inRegistry("127.0.0.1:" + port, false)))
                .isEqualTo("127.0.0.1:" + port + "/" + IMAGE + ":v0.0.3");
        assertThat(said).anyMatch(line -> line.contains("it cannot be reached (nothing listens there)"));
        assertThat(find(inRegistry("no-such-host.invalid", false))).endsWith(":v0.0.3");
        assertThat(said).anyMatch(line -> line.contains("no address is known for no-such-host.invalid"));
    }

    @Test
    void aWebPageIsNoListOfTags() {
        application("", "");
        registry.page("<html>Welcome</html>");
        assertThat(find(inRegistry(registry.host(), true))).endsWith(":v0.0.3");
        assertThat(said).anyMatch(line -> line.contains("it answers with text/html instead of a list of tags"));
    }

    @Test
    void aRepositoryThatIsNotThereAndARegistryThatRefusesAreTold() {
        application("", "");
        assertThat(find(inRegistry(registry.host() + "/none", true))).endsWith("/none/" + IMAGE + ":v0.0.3");
        assertThat(said).anyMatch(line -> line.contains("it answers 404 NAME_UNKNOWN: there is no such repository"));
        registry.broken(429);
        assertThat(find(inRegistry(registry.host(), true))).endsWith(":v0.0.3");
        assertThat(said)
                .anyMatch(line -> line.contains("it answers 429 TOOMANYREQUESTS"))
                .noneMatch(line -> line.contains("secret?"));
    }

    @Test
    void aListWithoutAnEndIsGivenUp() {
        application("", "");
        registry.endless(true);
        assertThat(find(inRegistry(registry.host(), true))).endsWith(":v0.0.3");
        assertThat(said).anyMatch(line -> line.contains("its list of tags has no end"));
    }

    @Test
    void aRepositoryWithoutVersionsWantsAnImageToBeNamed() {
        application("", "");
        registry.repository(IMAGE, "latest", "main");
        assertThatThrownBy(() -> find(inRegistry(registry.host(), true)))
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
                .hasMessageContaining("is a version (latest, main)")
                .hasMessageContaining("--image");
    }

    @Test
    void nothingTellsARegistry() {
        application("", "");
        assertThatThrownBy(() -> find(insecure()))
                .hasMessageContaining("the application has no FORGE_API_IMAGE_REPOSITORY")
                .hasMessageContaining("--registry");
    }
}
