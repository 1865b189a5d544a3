package dev.dbsnapshot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options of the script that this command replaces, for commands that work offline. They are accepted so that old
 * runbooks work, and the person is told that they change nothing here.
 */
final class ScriptOptions {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Kubernetes namespace; has no effect offline.")
    @Nullable
    String namespace;

    @Mixin
    private final RegistryOptions registry = new RegistryOptions();

    /** Tells which of the options given change nothing. */
    void explain(Consumer<String> person) {
        List<String> names = new ArrayList<>();
        if (namespace != null) {
            names.add("--namespace");
        }
        names.addAll(registry.given());
        RegistryOptions.explain(names, person);
    }
}
