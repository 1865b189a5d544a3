package dev.dbsnapshot.kube.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists the tags of a repository, as the OCI distribution specification says ({@code /v2/<name>/tags/list} with pages).
 * Used by one thread.
 */
final class TagList {

    private static final int PAGE = 1000;

    /** No repository has so many tags; a registry that pages on is broken. */
    private static final int PAGES = 100;

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>[^,]*;\\s*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Z_]{1,60}");

    private final boolean insecure;
    private final Logins logins;
    private final Consumer<String> person;

    TagList(boolean insecure, Logins logins, Consumer<String> person) {
        this.insecure = insecure;
        this.logins = logins;
        this.person = person;
    }

    /** All tags. */
    List<String> read(Repository repository) throws RegistryException {
        RegistryHttp http = new RegistryHttp(insecure);
        if (!insecure) {
            return read(http, repository, "https");
        }
        person.accept("warning: the certificate of " + repository.server()
                + " is not checked (--force-insecure): whoever is on the way can read the login and name"
                + " another image");
        try {
            return read(http, repository, "https");
        } catch (RegistryException e) {
            if (e.answered()) {
                throw e;
            }
            person.accept("warning: " + repository.server() + " is asked by plain HTTP, because "
                    + String.valueOf(e.getMessage()).replaceFirst(" \\(--force.*", ""));
            return read(http, repository, "http");
        }
    }

    private List<String> read(RegistryHttp http, Repository repository, String scheme) throws RegistryException {
        URI first = uri(scheme, repository);
        Login login = new Login(http, logins, repository);
        List<String> tags = new ArrayList<>();
        Set<URI> pages = new HashSet<>();
        Optional<URI> next = Optional.of(first);
        while (next.isPresent()) {
            URI page = next.get();
            if (!pages.add(page) || pages.size() > PAGES) {
                throw new RegistryException(200, "its list of tags has no end", null);
            }
            RegistryHttp.Answer answer = login.get(page);
            JsonNode list = json(answer);
            if (answer.status() != 200) {
                throw new RegistryException(answer.status(), refusal(answer, list), null);
            }
            if (list == null || !list.has("tags")) {
                throw new RegistryException(
                        200,
                        "it answers with " + answer.type() + " instead of a list of tags: it is no registry",
                        null);
            }
            list.path("tags").forEach(tag -> {
                if (TAG.matcher(tag.asText("")).matches()) {
                    tags.add(tag.asText());
                }
            });
            next = next(first, answer);
        }
        return tags;
    }

    private static URI uri(String scheme, Repository repository) throws RegistryException {
        try {
            URI uri = URI.create(
                    scheme + "://" + repository.server() + "/v2/" + repository.path() + "/tags/list?n=" + PAGE);
            if (uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new RegistryException(400, "\"" + repository.host() + "\" is no registry's name", e);
        }
        throw new RegistryException(400, "\"" + repository.host() + "\" is no registry's name", null);
    }

    /**
     * The next page, from the same server whatever the address says: a registry behind a proxy names itself as it sees
     * itself, and a login is shown to no other.
     */
    private static Optional<URI> next(URI first, RegistryHttp.Answer answer) throws RegistryException {
        for (String link : answer.headers().allValues("Link")) {
            Matcher matcher = NEXT.matcher(link);
            if (matcher.find()) {
                try {
                    URI next = answer.uri().resolve(matcher.group(1));
                    String query = next.getRawQuery() == null ? "" : "?" + next.getRawQuery();
                    return Optional.of(first.resolve(next.getRawPath() + query));
                } catch (IllegalArgumentException e) {
                    throw new RegistryException(200, "its list of tags goes on at an address that is none", e);
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable JsonNode json(RegistryHttp.Answer answer) {
        try {
            JsonNode node = new ObjectMapper().readTree(answer.body());
            return node != null && node.isObject() ? node : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String refusal(RegistryHttp.Answer answer, @Nullable JsonNode body) {
        String code =
                body == null ? "" : body.path("errors").path(0).path("code").asText("");
        return "it answers " + answer.status() + (ERROR_CODE.matcher(code).matches() ? " " + code : "")
                + (answer.status() == 404 ? ": there is no such repository, or no registry" : "");
    }
}
