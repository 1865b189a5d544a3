package dev.dbsnapshot.kube.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where logins to a registry are looked for: the person's own files and helpers first, then what the cluster pulls
 * images with. Nothing is read before a registry asks for a login. Used by one thread.
 */
final class Logins {

    private final ImageRequest request;
    private final PullSecrets pullSecrets;
    private final List<String> notes = new ArrayList<>();

    Logins(ImageRequest request, PullSecrets pullSecrets) {
        this.request = request;
        this.pullSecrets = pullSecrets;
    }

    /** Those for a repository, in the order to try them. */
    List<Credential> of(Repository repository) {
        notes.clear();
        List<Credential> result = new ArrayList<>();
        for (Path file : request.authFiles()) {
            read(file).ifPresent(document -> {
                document.helper(repository).ifPresent(helper -> help(helper, repository, result));
                result.addAll(document.logins(repository));
            });
        }
        // No helper of theirs is run: what a cluster says must not start programs here.
        pullSecrets.read(notes::add).forEach(document -> result.addAll(document.logins(repository)));
        return result;
    }

    /** What could not be used, and why. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    private void help(String helper, Repository repository, List<Credential> result) {
        try {
            result.add(new CredentialHelper(request.environment()).ask(helper, repository.loginName()));
        } catch (IOException e) {
            notes.add(String.valueOf(e.getMessage()));
        }
    }

    private Optional<AuthDocument> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Optional<AuthDocument> document = AuthDocument.of(Files.readString(file), file.toString());
            if (document.isEmpty()) {
                notes.add(file + " is no JSON");
            }
            return document;
        } catch (IOException e) {
            notes.add(file + " cannot be read (" + e.getClass().getSimpleName() + ")");
            return Optional.empty();
        }
    }
}
