package dev.dbsnapshot.kube.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Asks a program {@code docker-credential-NAME} for a login, as Docker does. */
final class CredentialHelper {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final long SECONDS = 20;

    private final Map<String, String> environment;

    CredentialHelper(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The login for a registry; throws with why there is none. */
    Credential ask(String name, String registry) throws IOException {
        String program = "docker-credential-" + name;
        if (!NAME.matcher(name).matches()) {
            throw new IOException("the helper's name is none");
        }
        Path file = find(program).orElseThrow(() -> new IOException(program + " is not in PATH"));
        ProcessBuilder builder = new ProcessBuilder(file.toString(), "get");
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            return login(process, registry, program);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Credential login(Process process, String registry, String program) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(registry.getBytes(StandardCharsets.UTF_8));
        }
        try {
            // What it writes fits into the pipe; one that writes more than a login waits there, and is given up.
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(program + " does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled while asking " + program, e);
        }
        JsonNode login;
        try {
            login = new ObjectMapper().readTree(process.getInputStream().readAllBytes());
        } catch (JsonProcessingException e) {
            throw new IOException(program + " has no login", e);
        }
        String user = login.path("Username").asText("");
        String secret = login.path("Secret").asText("");
        if (process.exitValue() != 0 || user.isEmpty() || secret.isEmpty()) {
            throw new IOException(program + " has no login");
        }
        return Credential.of(user, secret, program);
    }

    private Optional<Path> find(String program) {
        for (String folder : List.of(environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))) {
            for (String name : List.of(program, program + ".exe")) {
                Path file = folder.isEmpty() ? Path.of(name) : Path.of(folder, name);
                if (!folder.isEmpty() && Files.isExecutable(file) && Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }
}
