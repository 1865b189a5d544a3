package dev.dbsnapshot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of the script that this command replaces which say how to start its jump pod. They are accepted so that old
 * runbooks work, and the person is told that they change nothing here.
 */
final class ScriptOptions {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Kubernetes namespace; has no effect on a direct connection.")
    @Nullable
    String namespace;

    @Option(
            names = "--registry",
            paramLabel = "HOST",
            description = "Registry of the jump pod's image; has no effect on a direct connection.")
    @Nullable
    String registry;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Image of the jump pod; has no effect on a direct connection.")
    @Nullable
    String image;

    @Option(
            names = "--force-insecure",
            description = "Skip TLS verification of the registry; has no effect on a direct connection.")
    boolean forceInsecure;

    /** Tells which of the options given change nothing. */
    void explain(Consumer<String> person) {
        List<String> names = given();
        if (!names.isEmpty()) {
            person.accept("warning: " + String.join(", ", names)
                    + (names.size() == 1 ? " has" : " have")
                    + " no effect: this command works without Kubernetes and without a jump pod");
        }
    }

    private List<String> given() {
        List<String> names = new ArrayList<>();
        if (namespace != null) {
            names.add("--namespace");
        }
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
