package dev.dbsnapshot.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * A bad network between a client and a server: it passes bytes on and, when told to, delays them, stops passing them, or
 * cuts all connections. Listens on loopback. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

    private final String targetHost;
    private final IntSupplier targetPort;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();
    private volatile long cutAfter = Long.MAX_VALUE;
    private volatile long stallAfter = Long.MAX_VALUE;
    private volatile Duration delay = Duration.ZERO;
    private volatile int cutAtQuestion = Integer.MAX_VALUE;
    private volatile boolean refusing;
    private volatile String cutInsteadOf = "";
    private volatile String cutAnswerTo = "";
    private volatile int strikeAt = Integer.MAX_VALUE;
    private volatile Strike strike = () -> After.PASS;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What becomes of a message. */
    public enum After {
        /** The server gets it. */
        PASS,
        /** The server gets it, and its connection is cut instead of passing the answer. */
        LOSE_ANSWER,
        /** The server does not get it, and all connections are cut; new ones are accepted. */
        CUT
    }

    /** What happens at a message, while it is held. */
    public interface Strike {
        After happens();
    }

    private FaultProxy(String targetHost, IntSupplier targetPort, ServerSocket listener) {
        this.targetHost = targetHost;
        this.targetPort = targetPort;
        this.listener = listener;
    }

    /** A proxy in front of a server, which does no harm yet. */
    public static FaultProxy before(PostgresServer server) {
        return before(server.host(), server::port);
    }

    /** A proxy in front of any server, which does no harm yet. */
    public static FaultProxy before(String host, int port) {
        return before(host, () -> port);
    }

    private static FaultProxy before(String host, IntSupplier port) {
        try {
            FaultProxy proxy = new FaultProxy(host, port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            proxy.start("accept", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen", e);
        }
    }

    public String host() {
        return "localhost";
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Cuts all connections as soon as this many bytes have gone to clients, counted from the beginning. */
    public void cutAfter(long bytesToClients) {
        cutAfter = bytesToClients;
    }

    /** Passes nothing on any more, but keeps connections open, as soon as this many bytes have gone to clients. */
    public void stallAfter(long bytesToClients) {
        stallAfter = bytesToClients;
    }

    /**
     * Lets all bytes arrive this much later, in each direction; 20 ms make a round trip of 40 ms. As on a real network,
     * many bytes can be under way at the same time.
     */
    public void delay(Duration eachWay) {
        delay = eachWay;
    }

    /** Cuts a connection as soon as its client sends a piece of bytes with this text; the server does not get it. */
    public void cutInsteadOf(String text) {
        cutInsteadOf = text;
    }

    /**
     * Cuts all connections as soon as clients ask the server something for this often; the server does not get it. New
     * connections are accepted.
     */
    public void cutAtQuestion(int number) {
        cutAtQuestion = number;
    }

    /**
     * Counts from 0 again, and does this when clients ask the server something for this often; the message is held as long
     * as it takes.
     */
    public void atQuestion(int number, Strike act) {
        strikeAt = Integer.MAX_VALUE;
        questions.set(0);
        strike = act;
        strikeAt = number;
    }

    /** How often clients have begun to ask the server something, each time waiting for the answer. */
    public int questions() {
        return questions.get();
    }

    /** As soon as a client has sent a piece of bytes with this text, cuts its connection instead of passing the answer. */
    public void cutAnswerTo(String text) {
        cutAnswerTo = text;
    }

    /** Cuts all connections now; new ones are accepted. */
    public void cut() {
        sockets.forEach(FaultProxy::close);
    }

    /** Whether new connections are closed at once. */
    public void refuse(boolean all) {
        refusing = all;
    }

    /** How many connections clients have made. */
    public int connections() {
        return connections.get();
    }

    /**
     * How often the server has begun to answer something that a client sent: each of these costs a round trip of the
     * network.
     */
    public int turns() {
        return turns.get();
    }

    /** How many bytes have gone to clients. */
    public long bytesToClients() {
        return toClient.get();
    }

    /** How many bytes have gone to the server. */
    public long bytesToServer() {
        return toServer.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                connections.incrementAndGet();
                if (refusing) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(targetHost, targetPort.getAsInt());
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                AtomicBoolean asked = new AtomicBoolean();
                AtomicBoolean waiting = new AtomicBoolean();
                start("to server", () -> pass(client, server, toServer, false, asked, waiting));
                start("to client", () -> pass(server, client, toClient, true, asked, waiting));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    cut(); // The server is gone: so is everyone who wants to reach it.
                }
            }
        }
    }

    private void pass(
            Socket from, Socket to, AtomicLong count, boolean toClients, AtomicBoolean asked, AtomicBoolean waiting) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            DelayLine line = new DelayLine(out, () -> delay);
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (toClients ? asked.get() : holds(buffer, read, cutInsteadOf)) {
                    return;
                }
                boolean waited = waiting.getAndSet(!toClients);
                if (waited && toClients) {
                    turns.incrementAndGet();
                }
                if (!waited && !toClients) {
                    After then = asks(questions.incrementAndGet());
                    if (then == After.CUT) {
                        cut();
                        return;
                    }
                    asked.compareAndSet(false, then == After.LOSE_ANSWER);
                }
                if (!toClients && holds(buffer, read, cutAnswerTo)) {
                    asked.set(true);
                }
                if (toClients && count.get() + read > cutAfter) {
                    out.write(buffer, 0, (int) Math.max(0, cutAfter - count.get()));
                    cut();
                    return;
                }
                if (toClient.get() + (toClients ? read : 0) > stallAfter) {
                    closed.await();
                    return;
                }
                count.addAndGet(
                        read); // Before the other side can have it: whoever has an answer may ask for the count.
                line.send(buffer, read);
            }
            line.finish();
        } catch (IOException e) {
            close(from); // Either side went away: the other one shall see it.
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private After asks(int number) {
        if (number == cutAtQuestion) {
            return After.CUT;
        }
        return number == strikeAt ? strike.happens() : After.PASS;
    }

    private static boolean holds(byte[] buffer, int length, String text) {
        return !text.isEmpty() && new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(text);
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, "fault-proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closed.countDown();
        cut();
    }
}
