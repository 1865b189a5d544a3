package dev.dbsnapshot.testdata;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A registry of images that lists tags as the OCI distribution specification says, by HTTP or by TLS with a certificate
 * that signs itself, open or with a login by Basic or by Bearer, and that can misbehave. On loopback only. Thread-safe.
 */
public final class ImageRegistry implements AutoCloseable {

    /** What it wants to be shown. */
    public enum Authentication {
        /** Nothing. */
        NONE,
        /** Name and password. */
        BASIC,
        /** A token of its token server, which wants name and password, or an identity token. */
        BEARER,
        /** A token of its token server, which gives one to everybody. */
        ANONYMOUS_BEARER
    }

    private static final String TOKEN = "t0ken.of-the-server";

    /** The first byte of a TLS connection. */
    private static final int HANDSHAKE = 0x16;

    private final HttpServer server;
    private final ServerSocket front;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<String>> repositories = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Authentication authentication = Authentication.NONE;
    private volatile String user = "";
    private volatile String password = "";
    private volatile String identityToken = "";
    private volatile boolean endless;
    private volatile Optional<String> page = Optional.empty();
    private volatile int broken;
    private volatile boolean secretive;
    private volatile Optional<ImageRegistry> moved = Optional.empty();

    private ImageRegistry(HttpServer server, String scheme) throws IOException {
        this.server = server;
        this.scheme = scheme;
        this.front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
        threads.execute(this::accept);
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                client.setTcpNoDelay(true);
                threads.execute(() -> pass(client));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    /** The JDK's server waits for the end of a line where registries tell a client at once that it should not speak TLS. */
    private void pass(Socket client) {
        try (client;
                Socket behind = new Socket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            behind.setTcpNoDelay(true);
            int first = client.getInputStream().read();
            if (first == HANDSHAKE && scheme.equals("http")) {
                client.getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
            } else if (first >= 0) {
                behind.getOutputStream().write(first);
                threads.execute(() -> {
                    try {
                        client.getInputStream().transferTo(behind.getOutputStream());
                        behind.shutdownOutput();
                    } catch (IOException e) {
                        return; // Either side is gone.
                    }
                });
                behind.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException e) {
            return; // Either side is gone.
        }
    }

    /** Starts one that speaks plain HTTP. */
    public static ImageRegistry http() {
        try {
            return new ImageRegistry(HttpServer.create(address(), 0), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that speaks TLS; its certificate is made in this folder, for a name that is not its own. */
    public static ImageRegistry tls(Path folder) {
        try {
            HttpsServer server = HttpsServer.create(address(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tlsContext(folder)));
            return new ImageRegistry(server, "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static SSLContext tlsContext(Path folder) {
        Path store = folder.resolve("registry.p12");
        char[] word = "changeit".toCharArray();
        try {
            if (!Files.exists(store)) {
                String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool")
                        .toString();
                Process process = new ProcessBuilder(
                                (keytool + " -genkeypair -alias s -keyalg EC -validity 10 -dname CN=registry"
                                                + " -storetype PKCS12 -storepass changeit -keystore " + store)
                                        .split(" "))
                        .redirectErrorStream(true)
                        .start();
                process.getInputStream().readAllBytes();
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("keytool fails");
                }
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, word);
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, word);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Its name in references to images. */
    public String host() {
        return "127.0.0.1:" + front.getLocalPort();
    }

    /** Gives it a repository. */
    public void repository(String path, String... tags) {
        repositories.put(path, List.of(tags));
    }

    /** Takes a repository away. */
    public void withdraw(String path) {
        repositories.remove(path);
    }

    /** Wants a login from now on. */
    public void login(Authentication how, String name, String word) {
        authentication = how;
        user = name;
        password = word;
    }

    /** Takes this identity token as well, where it wants a token. */
    public void identityToken(String token) {
        identityToken = token;
    }

    /** Whether its list of tags has always one more page. */
    public void endless(boolean without) {
        endless = without;
    }

    /** Answers everything with this page, as a web server or a portal does. */
    public void page(String html) {
        page = Optional.of(html);
    }

    /** Answers everything with this status. */
    public void broken(int status) {
        broken = status;
    }

    /** Refuses what it does not have, as registries with projects do. */
    public void secretive(boolean refuses) {
        secretive = refuses;
    }

    /** Leads everybody to another one. */
    public void moved(ImageRegistry to) {
        moved = Optional.of(to);
    }

    /** What it was asked, with the login that it was shown. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String shown = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("");
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + shown);
            Map<String, String> query = parameters(exchange.getRequestURI().getRawQuery());
            if (page.isPresent()) {
                exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                answer(exchange, 200, page.get());
            } else if (moved.isPresent()) {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                moved.get().scheme + "://" + moved.get().host() + exchange.getRequestURI());
                answer(exchange, 307, "{}");
            } else if (broken != 0) {
                answer(exchange, broken, "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"secret?\"}]}");
            } else if (path.equals("/token")) {
                token(exchange, shown, query, parameters(body));
            } else if (!accepted(shown)) {
                challenge(exchange, path);
            } else {
                tags(exchange, path, query);
            }
        }
    }

    private boolean accepted(String shown) {
        return switch (authentication) {
            case NONE -> true;
            case BASIC -> shown.equals(basic());
            case BEARER, ANONYMOUS_BEARER -> shown.equals("Bearer " + TOKEN);
        };
    }

    private String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private void challenge(HttpExchange exchange, String path) throws IOException {
        String repository = path.replaceAll("^/v2/|/tags/list$", "");
        exchange.getResponseHeaders()
                .add(
                        "WWW-Authenticate",
                        authentication == Authentication.BASIC
                                ? "Basic realm=\"the \\\"registry\\\"\""
                                : "Bearer realm=\"" + scheme + "://" + host()
                                        + "/token\",service=\"images, all\",scope=\"" + "repository:" + repository
                                        + ":pull\"");
        answer(exchange, 401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}");
    }

    private void token(HttpExchange exchange, String shown, Map<String, String> query, Map<String, String> form)
            throws IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        Map<String, String> asked = post ? form : query;
        boolean right = post
                ? !identityToken.isEmpty()
                        && identityToken.equals(form.get("refresh_token"))
                        && "refresh_token".equals(form.get("grant_type"))
                : authentication == Authentication.ANONYMOUS_BEARER || shown.equals(basic());
        boolean forThis = "images, all".equals(asked.get("service"))
                && asked.getOrDefault("scope", "").matches("repository:.+:pull");
        if (right && forThis) {
            answer(exchange, 200, post ? "{\"access_token\":\"" + TOKEN + "\"}" : "{\"token\":\"" + TOKEN + "\"}");
        } else {
            answer(exchange, 401, "{}");
        }
    }

    private void tags(HttpExchange exchange, String path, Map<String, String> query) throws IOException {
        List<String> tags = repositories.get(path.replaceAll("^/v2/|/tags/list$", ""));
        if (tags == null && secretive) {
            answer(exchange, 403, "{\"errors\":[{\"code\":\"DENIED\"}]}");
            return;
        }
        if (tags == null || !path.endsWith("/tags/list")) {
            answer(exchange, 404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}");
            return;
        }
        // As registries may, it gives fewer than it is asked for: two at a time.
        int first = Integer.parseInt(query.getOrDefault("last", "0"));
        int last = Math.min(first + 2, tags.size());
        if (last < tags.size() || endless) {
            exchange.getResponseHeaders()
                    .add(
                            "Link",
                            "<" + path + "?n=" + query.getOrDefault("n", "2") + "&last=" + (endless ? first + 1 : last)
                                    + ">; rel=\"next\"");
        }
        StringBuilder list = new StringBuilder();
        for (String tag : tags.subList(Math.min(first, tags.size()), last < first ? tags.size() : last)) {
            list.append(list.isEmpty() ? "\"" : ",\"").append(tag).append('"');
        }
        answer(exchange, 200, "{\"name\":\"any\",\"tags\":" + (tags.isEmpty() ? "null" : "[" + list + "]") + "}");
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String pair : Optional.ofNullable(query).orElse("").split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                result.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return result;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!exchange.getResponseHeaders().containsKey("Content-Type")) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
