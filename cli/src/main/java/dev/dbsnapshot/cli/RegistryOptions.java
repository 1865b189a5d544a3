package dev.dbsnapshot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the script that this command replaces which say where the image of its jump pod comes from. */
final class RegistryOptions {

    @Option(
            names = "--registry",
            paramLabel = "HOST",
            description = "Registry of the jump pod's image; has no effect, because none is needed.")
    @Nullable
    String registry;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Image of the jump pod; has no effect, because none is needed.")
    @Nullable
    String image;

    @Option(
            names = "--force-insecure",
            description = "Skip TLS verification of the registry; has no effect, because none is needed.")
    boolean forceInsecure;

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
