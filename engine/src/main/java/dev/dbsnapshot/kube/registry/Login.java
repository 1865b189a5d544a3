package dev.dbsnapshot.kube.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a registry, and shows a login where it wants one: by Basic, or for a token by Bearer. Used by one thread. */
final class Login {

    private final RegistryHttp http;
    private final Logins logins;
    private final Repository repository;
    private Optional<String> authorization = Optional.empty();

    Login(RegistryHttp http, Logins logins, Repository repository) {
        this.http = http;
        this.logins = logins;
        this.repository = repository;
    }

    /** Asks for something of the repository. */
    RegistryHttp.Answer get(URI uri) throws RegistryException {
        RegistryHttp.Answer answer = http.get(uri, authorization);
        if (answer.status() != 401) {
            return answer;
        }
        // Where the registry leads to another server, that one may have a token for everybody, but gets no login.
        URI asked = answer.uri();
        List<Challenge> challenges = Challenge.of(answer.headers().allValues("WWW-Authenticate"));
        List<Credential> known = RegistryHttp.sameServer(uri, asked) ? logins.of(repository) : List.of();
        List<String> tried = new ArrayList<>();
        for (Optional<Credential> credential : Stream.concat(
                        known.stream().map(Optional::of), Stream.of(Optional.<Credential>empty()))
                .toList()) {
            Optional<String> header = header(asked, challenges, credential);
            if (header.isPresent()) {
                RegistryHttp.Answer second = http.get(asked, header);
                if (second.status() != 401 && second.status() != 403) {
                    authorization = header;
                    return second;
                }
            }
            credential.ifPresent(login -> tried.add(login.source()));
        }
        String why = Stream.concat(
                        tried.stream().map(source -> "it refuses the login of " + source), logins.notes().stream())
                .collect(Collectors.joining("; "));
        if (!RegistryHttp.sameServer(uri, asked)) {
            throw new RegistryException(
                    401,
                    "it leads to " + asked.getAuthority() + ", which wants a login: no login of the registry is shown"
                            + " there",
                    null);
        }
        throw new RegistryException(
                401,
                "it wants a login"
                        + (why.isEmpty() ? ", and none is known for it (docker login, podman login)" : ": " + why),
                null);
    }

    private Optional<String> header(URI uri, List<Challenge> challenges, Optional<Credential> credential)
            throws RegistryException {
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer") && challenge.parameters().containsKey("realm")) {
                return token(uri, challenge, credential).map(token -> "Bearer " + token);
            }
        }
        return challenges.stream().anyMatch(challenge -> challenge.scheme().equals("basic"))
                ? credential.filter(login -> !login.token()).map(Credential::basic)
                : Optional.empty();
    }

    /** Empty if the token server does not accept the login. */
    private Optional<String> token(URI uri, Challenge challenge, Optional<Credential> credential)
            throws RegistryException {
        URI realm = http.resolve(uri, challenge.parameters().getOrDefault("realm", ""));
        String query = "service=" + encoded(challenge.parameters().getOrDefault("service", "")) + "&scope="
                + encoded(challenge.parameters().getOrDefault("scope", "repository:" + repository.path() + ":pull"));
        RegistryHttp.Answer answer;
        if (credential.filter(Credential::token).isPresent()) {
            answer = http.post(
                    realm,
                    "grant_type=refresh_token&client_id=db-snapshot&" + query + "&refresh_token="
                            + encoded(new String(credential.get().secret().reveal())));
        } else {
            URI complete = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
            answer = http.get(complete, credential.map(Credential::basic));
        }
        if (answer.status() == 400 || answer.status() == 401 || answer.status() == 403) {
            return Optional.empty();
        }
        try {
            JsonNode json = new ObjectMapper().readTree(answer.body());
            String token = json.path("token").asText(json.path("access_token").asText(""));
            if (answer.status() == 200 && !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127)) {
                return Optional.of(token);
            }
        } catch (IOException e) {
            throw noToken(realm, answer, e);
        }
        throw noToken(realm, answer, null);
    }

    private static RegistryException noToken(URI realm, RegistryHttp.Answer answer, @Nullable Exception e) {
        return new RegistryException(
                answer.status(),
                "its token server " + realm.getAuthority() + " answers " + answer.status() + " with " + answer.type()
                        + " and no token",
                e);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
