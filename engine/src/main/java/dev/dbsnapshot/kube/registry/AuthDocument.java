package dev.dbsnapshot.kube.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Logins in the format of Docker's config.json, which Podman's auth.json and Kubernetes' pull secrets share.
 *
 * @param root the document
 * @param source where it stands, for messages
 */
record AuthDocument(JsonNode root, String source) {

    private static final List<String> HUB = List.of("docker.io", "index.docker.io", "registry-1.docker.io");

    /** Reads one; empty if it is none. */
    static Optional<AuthDocument> of(String json, String source) {
        try {
            JsonNode root = new ObjectMapper().readTree(json);
            return root != null && root.isObject() ? Optional.of(new AuthDocument(root, source)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // Its message would show what stands there.
        }
    }

    /** The same for Kubernetes' older format, which is what stands under {@code auths} in the newer one. */
    static Optional<AuthDocument> ofLegacy(String json, String source) {
        return of(json, source)
                .map(document ->
                        new AuthDocument(new ObjectMapper().createObjectNode().set("auths", document.root()), source));
    }

    /** The logins that are kept in it for a repository, the most specific first. */
    List<Credential> logins(Repository repository) {
        List<Map.Entry<String, JsonNode>> fitting = new ArrayList<>();
        root.path("auths").properties().forEach(entry -> {
            if (fits(entry.getKey(), repository)) {
                fitting.add(entry);
            }
        });
        List<Credential> result = new ArrayList<>();
        fitting.stream()
                .sorted(Comparator.comparing(entry -> -plain(entry.getKey()).length()))
                .forEach(entry -> credential(entry.getValue()).ifPresent(result::add));
        return result;
    }

    /** The program that keeps the login of a repository; empty if none does. */
    Optional<String> helper(Repository repository) {
        return root.path("credHelpers").properties().stream()
                .filter(entry -> fits(entry.getKey(), repository))
                .map(entry -> entry.getValue().asText())
                .findFirst()
                .or(() -> Optional.of(root.path("credsStore").asText("")))
                .filter(name -> !name.isEmpty());
    }

    private Optional<Credential> credential(JsonNode entry) {
        String token = entry.path("identitytoken").asText("");
        if (!token.isEmpty()) {
            return Optional.of(Credential.token(token, source));
        }
        String user = entry.path("username").asText("");
        String password = entry.path("password").asText("");
        String both = entry.path("auth").asText("");
        if (!both.isEmpty()) {
            try {
                String decoded = new String(Base64.getDecoder().decode(both.strip()), StandardCharsets.UTF_8);
                int colon = decoded.indexOf(':');
                if (colon > 0) {
                    user = decoded.substring(0, colon);
                    // Docker once padded with zero bytes.
                    password = decoded.substring(colon + 1).replaceAll("\0+$", "");
                }
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // Not base64, so that nobody can log in with it.
            }
        }
        return user.isEmpty() || password.isEmpty()
                ? Optional.empty()
                : Optional.of(Credential.of(user, password, source));
    }

    private static String plain(String key) {
        return key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "").replaceAll("/+$", "");
    }

    /** Whether a key is for a repository: its host, with Kubernetes' {@code *}, and the beginning of its path. */
    private static boolean fits(String key, Repository repository) {
        String plain = plain(key);
        int slash = plain.indexOf('/');
        String host = slash < 0 ? plain : plain.substring(0, slash);
        String path = slash < 0 ? "" : plain.substring(slash + 1);
        boolean sameHost = HUB.contains(host)
                ? HUB.contains(repository.host())
                : Pattern.compile(Pattern.quote(host).replace("*", "\\E[^.]*\\Q"), Pattern.CASE_INSENSITIVE)
                        .matcher(repository.host())
                        .matches();
        return sameHost
                && (path.isEmpty()
                        || repository.path().equals(path)
                        || repository.path().startsWith(path + "/"));
    }
}
