package dev.dbsnapshot.testdata.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in for a Kubernetes API server. Objects are kept by fabric8's mock server; in front of it, this class serves
 * what that one cannot: port-forward and exec over WebSocket, the scale subresource with pods that take their time, and
 * refusals. It listens on loopback only. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {

    private static final Pattern STREAM = Pattern.compile("/api/v1/namespaces/([^/]+)/pods/([^/]+)/(portforward|exec)");

    private static final Pattern PODS = Pattern.compile("/api/v1/namespaces/([^/]+)/pods(?:/([^/]+))?");

    /** Kept, because the JDK forgets the levels of loggers that nobody holds. */
    private static final Logger CHATTER = Logger.getLogger("io.fabric8.mockwebserver");

    private final KubernetesMockServer objects;
    private final KubernetesClient client;
    private final ServerSocket listener;
    private final Faults faults = new Faults();
    private final Workloads workloads;
    private final Kubelet kubelet;
    private final Map<String, InetSocketAddress> ports = new ConcurrentHashMap<>();
    private final Map<String, String> execEnvironment = new ConcurrentHashMap<>();
    private final Map<Pattern, Refusal> refusals = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final AtomicLong untilRefusal = new AtomicLong(Long.MAX_VALUE);
    private volatile int refusalOfAll;
    private volatile Optional<AccessRules> rules = Optional.empty();
    private volatile int minor = 30;

    /** What is refused how; with this message, if there is one. */
    private record Refusal(int status, String message) {}

    private ApiServer(KubernetesMockServer objects, ServerSocket listener) {
        this.objects = objects;
        this.client = objects.createClient();
        this.listener = listener;
        this.workloads = new Workloads(client);
        this.kubelet = new Kubelet(client);
    }

    /** Starts a server without objects. */
    public static ApiServer start() {
        CHATTER.setLevel(Level.WARNING);
        try {
            KubernetesMockServer objects = new KubernetesMockServer(
                    new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
            objects.init(InetAddress.getLoopbackAddress(), 0);
            ApiServer server = new ApiServer(objects, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
            server.thread("accept", server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a kubeconfig for this server; its current context has the name {@code stand-in}. */
    public Path kubeconfig(Path folder) {
        try {
            return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: stand-in
                clusters:
                - name: stand-in
                  cluster: {server: "%s"}
                users:
                - name: tester
                  user: {token: abc}
                contexts:
                - name: stand-in
                  context: {cluster: stand-in, user: tester, namespace: poolside}
                """.formatted(url()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Makes the objects of a manifest, and the pods of its workloads. */
    public void apply(String yaml) {
        client.load(new java.io.ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(item -> client.resource(item).create());
        workloads.settle();
    }

    /** A client that asks no questions, for tests to look behind the scenes. */
    public KubernetesClient client() {
        return client;
    }

    /** What goes wrong with streams. */
    public Faults faults() {
        return faults;
    }

    /** What happens to pods that are made one by one. */
    public Kubelet kubelet() {
        return kubelet;
    }

    /** What happens to Deployments. */
    public Workloads workloads() {
        return workloads;
    }

    /** What listens on a port of a pod ({@code poolside/postgres-0}); nothing else does. */
    public void listens(String pod, int port, String host, int hostPort) {
        ports.put(pod + ":" + port, InetSocketAddress.createUnresolved(host, hostPort));
    }

    /** A variable that commands run by exec see. */
    public void execVariable(String name, String value) {
        execEnvironment.put(name, value);
    }

    /** Refuses requests ({@code POST /api/v1/...}) that this expression finds something in, with this status. */
    public void refuse(String expression, int status) {
        refuse(expression, status, "");
    }

    /** The same with a message of the API server's. */
    public void refuse(String expression, int status, String message) {
        refusals.put(Pattern.compile(expression), new Refusal(status, message));
    }

    /** Allows nothing any more but what these Roles say. */
    public void allowOnly(String roles) {
        rules = Optional.of(AccessRules.of(roles));
    }

    /** Is Kubernetes 1.{@code minor} from now on, which decides which right a WebSocket takes. */
    public void kubernetesMinor(int number) {
        minor = number;
    }

    /** Lets so many requests through; all that come after them get this status, or are hung up on for 0. */
    public void refuseAllAfter(int requestsLetThrough, int status) {
        refusalOfAll = status;
        untilRefusal.set(requestsLetThrough);
    }

    /** Ends all {@link #refuse} and {@link #refuseAllAfter}. */
    public void refuseNothing() {
        refusals.clear();
        untilRefusal.set(Long.MAX_VALUE);
    }

    /** All that was written by requests other than streams: what the objects hold. */
    public List<String> written() {
        return List.copyOf(written);
    }

    /** Method and target of all requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                thread("connection", () -> serve(socket));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            Optional<HttpHead> read = HttpHead.read(in);
            if (read.isEmpty()) {
                return;
            }
            HttpHead head = read.get();
            faults.awaitThaw();
            requests.add(head.method() + " " + head.target());
            Optional<Refusal> refusal = untilRefusal.decrementAndGet() < 0
                    ? Optional.of(new Refusal(refusalOfAll, "the stand-in refuses everything now"))
                    : refusal(head);
            if (refusal.filter(known -> known.status() == 0).isPresent()) {
                return; // Hung up.
            }
            Matcher stream = STREAM.matcher(head.path());
            if (refusal.isPresent()) {
                in.readNBytes(head.contentLength());
                answer(socket, refusal.get().status(), refused(refusal.get(), head));
            } else if (head.isUpgrade() && stream.matches()) {
                stream(socket, head, stream.group(1), stream.group(2), stream.group(3));
            } else if (head.path().equals("/version")) {
                answer(
                        socket,
                        200,
                        "{\"major\":\"1\",\"minor\":\"" + minor + "+\",\"gitVersion\":\"v1." + minor + ".0\"}");
            } else if (head.path().endsWith("/selfsubjectaccessreviews")) {
                String review = new String(in.readNBytes(head.contentLength()), StandardCharsets.UTF_8);
                answer(socket, 201, AccessRules.answer(rules, review));
            } else {
                byte[] body = in.readNBytes(head.contentLength());
                written.add(new String(body, StandardCharsets.UTF_8));
                Optional<String> scaled = workloads.scale(head, body);
                if (scaled.isPresent()) {
                    String answer = scaled.get();
                    int status = answer.contains("\"code\":409") ? 409 : answer.contains("\"Failure\"") ? 404 : 200;
                    answer(socket, status, answer);
                } else {
                    passOn(socket, head, body);
                    tellKubelet(head, body);
                }
            }
        } catch (IOException e) {
            return; // The client is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Refusal> refusal(HttpHead head) {
        String request = head.method() + " " + head.target();
        boolean forbidden = rules.filter(known -> !known.allow(head, minor)).isPresent();
        return refusals.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(request).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> forbidden ? Optional.of(new Refusal(403, "")) : Optional.empty());
    }

    private void stream(Socket socket, HttpHead head, String namespace, String pod, String kind)
            throws IOException, InterruptedException {
        Pod found = client.pods().inNamespace(namespace).withName(pod).get();
        if (found == null) {
            answer(socket, 404, status(404, "NotFound", "pods \\\"" + pod + "\\\" not found"));
        } else if (!Kubelet.runs(found)) {
            answer(socket, 500, status(500, "InternalError", "container not found"));
        } else if (kind.equals("exec")) {
            List<String> container = head.query().getOrDefault("container", List.of());
            Map<String, String> environment = kubelet.environment(found, container.isEmpty() ? null : container.get(0));
            environment.putAll(execEnvironment);
            new ExecEndpoint(faults, environment)
                    .serve(socket, head, head.query().getOrDefault("command", List.of()));
        } else {
            int port = Integer.parseInt(
                    head.query().getOrDefault("ports", List.of("0")).get(0));
            new PortForwardEndpoint(faults)
                    .serve(socket, head, port, Optional.ofNullable(ports.get(namespace + "/" + pod + ":" + port)));
        }
    }

    private void tellKubelet(HttpHead head, byte[] body) {
        Matcher pods = PODS.matcher(head.path());
        if (!pods.matches()) {
            return;
        }
        if (head.method().equals("DELETE") && pods.group(2) != null) {
            kubelet.removed(pods.group(1), pods.group(2));
        } else if (head.method().equals("POST")) {
            Pod pod = Serialization.unmarshal(new String(body, StandardCharsets.UTF_8), Pod.class);
            kubelet.made(pods.group(1), pod.getMetadata().getName());
        }
    }

    private void passOn(Socket socket, HttpHead head, byte[] body) throws IOException {
        try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), objects.getPort())) {
            OutputStream out = behind.getOutputStream();
            out.write(head.closing());
            out.write(body);
            out.flush();
            // A watch over WebSocket goes on in both directions.
            thread("behind", () -> {
                try {
                    socket.getInputStream().transferTo(out);
                } catch (IOException e) {
                    return; // Either side is gone.
                }
            });
            behind.getInputStream().transferTo(socket.getOutputStream());
        }
    }

    private static void answer(Socket socket, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write(("HTTP/1.1 " + status + " Answer\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    private static String refused(Refusal refusal, HttpHead head) {
        int status = refusal.status();
        if (!refusal.message().isEmpty()) {
            return status(status, "Forbidden", refusal.message().replace("\"", "\\\""));
        }
        return status == 403
                ? status(403, "Forbidden", "User \\\"tester\\\" cannot do this: " + head.method() + " " + head.path())
                : status(status, "Refused", "the stand-in refuses " + head.method() + " " + head.path());
    }

    static String status(int code, String reason, String message) {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\""
                + message + "\",\"reason\":\"" + reason + "\",\"code\":" + code + "}";
    }

    private void thread(String name, Runnable work) {
        Thread thread = new Thread(work, "stand-in " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        faults.thaw();
        faults.cut();
        workloads.close();
        kubelet.close();
        client.close();
        objects.destroy();
    }
}
