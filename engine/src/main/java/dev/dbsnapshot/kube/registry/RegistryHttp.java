package dev.dbsnapshot.kube.registry;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Asks a registry and its token server, within one limit of time for everything. Used by one thread. */
final class RegistryHttp {

    /** A person waits for this; what the registry would have told is known without it, if not so well. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int REDIRECTS = 5;

    private final HttpClient client;
    private final boolean insecure;
    private final long end;

    RegistryHttp(boolean insecure) {
        this(insecure, PATIENCE);
    }

    RegistryHttp(boolean insecure, Duration patience) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        if (insecure) {
            builder.sslContext(AnyCertificate.context());
        }
        this.client = builder.build();
        this.insecure = insecure;
        this.end = System.nanoTime() + patience.toNanos();
    }

    /**
     * An answer.
     *
     * @param uri what was asked in the end
     * @param status HTTP's number
     * @param headers its headers
     * @param body its body
     */
    record Answer(URI uri, int status, HttpHeaders headers, String body) {

        String type() {
            return headers.firstValue("Content-Type").orElse("nothing").replaceFirst(";.*", "");
        }
    }

    boolean insecure() {
        return insecure;
    }

    /** Asks for something. A login does not follow to another server. */
    Answer get(URI uri, Optional<String> authorization) throws RegistryException {
        URI next = uri;
        for (int i = 0; i <= REDIRECTS; i++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(next).header("Accept", "application/json");
            if (sameServer(uri, next)) {
                authorization.ifPresent(value -> request.header("Authorization", value));
            }
            Answer answer = send(request);
            Optional<String> location = answer.headers().firstValue("Location");
            if (answer.status() < 300 || answer.status() > 399 || location.isEmpty()) {
                return answer;
            }
            next = resolve(next, location.get());
        }
        throw new RegistryException(310, "it leads from one address to the next without end", null);
    }

    /** Sends a form. */
    Answer post(URI uri, String form) throws RegistryException {
        return send(HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    static boolean sameServer(URI one, URI other) {
        return one.getScheme().equals(other.getScheme()) && one.getAuthority().equals(other.getAuthority());
    }

    /** An address that an answer names; plain HTTP only if the person agreed to it. */
    URI resolve(URI from, String text) throws RegistryException {
        URI uri;
        try {
            uri = from.resolve(text);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(400, "it leads to an address that is none", e);
        }
        boolean http = "http".equals(uri.getScheme());
        if (uri.getHost() == null || !(http || "https".equals(uri.getScheme()))) {
            throw new RegistryException(400, "it leads to an address that is none", null);
        }
        if (http && !insecure) {
            throw new RegistryException(
                    400,
                    "it leads to plain HTTP at " + uri.getAuthority() + ", which --force-insecure would allow",
                    null);
        }
        return uri;
    }

    private Answer send(HttpRequest.Builder request) throws RegistryException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new RegistryException(0, "it takes too long", null);
        }
        HttpRequest complete = request.header("User-Agent", "db-snapshot").build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(complete, unused -> new LimitedBody());
        try {
            HttpResponse<byte[]> response = answer.get(left, TimeUnit.NANOSECONDS);
            return new Answer(
                    complete.uri(),
                    response.statusCode(),
                    response.headers(),
                    new String(response.body(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new SnapshotException(ErrorCode.CANCELLED, "cancelled while asking the registry", e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new RegistryException(0, "it takes too long", e);
        } catch (ExecutionException e) {
            throw failure(complete.uri(), e.getCause() instanceof IOException known ? known : new IOException(e));
        }
    }

    private static RegistryException failure(URI uri, IOException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String detail = detail(e);
        if (e instanceof SSLException) {
            return new RegistryException(
                    0,
                    detail.contains("SSL message")
                            ? "it does not speak TLS (--force-insecure allows plain HTTP)"
                            : "its certificate is not trusted (" + detail + "; --force-insecure skips the check)",
                    e);
        }
        if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
            return new RegistryException(0, "no address is known for " + uri.getHost(), e);
        }
        return new RegistryException(
                0,
                e instanceof ConnectException || e instanceof HttpConnectTimeoutException
                        ? "it cannot be reached (" + detail + ")"
                        : "it breaks off (" + detail + ")",
                e);
    }

    /** What the failure says, or what is behind it; the JDK leaves some without a word. */
    private static String detail(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e.getMessage() != null && !e.getMessage().isBlank()) {
                return e.getMessage().lines().findFirst().orElse("");
            }
        }
        return failure instanceof ConnectException
                ? "nothing listens there"
                : failure.getClass().getSimpleName();
    }
}
