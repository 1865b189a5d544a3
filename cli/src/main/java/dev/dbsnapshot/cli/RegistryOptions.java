package dev.dbsnapshot.cli;

import dev.dbsnapshot.kube.registry.ImageRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the image of the jump pod comes from, with the options of the script that this command replaces. */
final class RegistryOptions {

    @Option(
            names = "--registry",
            paramLabel = "HOST",
            description = "Registry of the jump pod's image, whose newest version is taken. Default: the one that the"
                    + " application's own image comes from (FORGE_API_IMAGE_REPOSITORY)")
    @Nullable
    String registry;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description =
                    "The jump pod's image, with psql, pg_dump, pg_restore and sleep in it; nothing is looked up then.")
    @Nullable
    String image;

    @Option(
            names = "--force-insecure",
            description = "Do not check the registry's certificate, and ask by plain HTTP where it has none.")
    boolean forceInsecure;

    /** What was said, and where Podman and Docker keep logins: the order is Podman's. */
    ImageRequest request(Surroundings surroundings) {
        Map<String, String> environment = surroundings.environment();
        List<Path> files = new ArrayList<>();
        add(files, environment, "REGISTRY_AUTH_FILE", "", surroundings);
        add(files, environment, "XDG_RUNTIME_DIR", "containers/auth.json", surroundings);
        if (!add(files, environment, "XDG_CONFIG_HOME", "containers/auth.json", surroundings)) {
            files.add(surroundings.home().resolve(".config/containers/auth.json"));
        }
        if (!add(files, environment, "DOCKER_CONFIG", "config.json", surroundings)) {
            files.add(surroundings.home().resolve(".docker/config.json"));
        }
        return new ImageRequest(
                Optional.ofNullable(image), Optional.ofNullable(registry), forceInsecure, files, environment);
    }

    private static boolean add(
            List<Path> files, Map<String, String> environment, String variable, String file, Surroundings around) {
        String value = environment.getOrDefault(variable, "");
        if (!value.isEmpty()) {
            files.add(around.resolve(value).resolve(file));
        }
        return !value.isEmpty();
    }

    /** Tells which of the options given change nothing. */
    void explain(Consumer<String> person) {
        explain(given(), person);
    }

    static void explain(List<String> names, Consumer<String> person) {
        if (!names.isEmpty()) {
            person.accept("warning: " + String.join(", ", names)
                    + (names.size() == 1 ? " has" : " have")
                    + " no effect: this command works without a jump pod");
        }
    }

    List<String> given() {
        List<String> names = new ArrayList<>();
        if (registry != null) {
            names.add("--registry");
        }
        if (image != null) {
            names.add("--image");
        }
        if (forceInsecure) {
            names.add("--force-insecure");
        }
        return names;
    }
}
