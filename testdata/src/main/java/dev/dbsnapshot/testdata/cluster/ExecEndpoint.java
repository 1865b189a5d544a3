package dev.dbsnapshot.testdata.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One exec: runs the command as a process of this machine. Channel 0 is its standard input, which never ends, 1 and 2
 * are what it writes, and 3 tells how it ended.
 */
final class ExecEndpoint {

    private static final int PIECE = 32 * 1024;

    private static final String SUCCESS = "{\"metadata\":{},\"status\":\"Success\"}";

    private final Faults faults;
    private final Map<String, String> environment;

    ExecEndpoint(Faults faults, Map<String, String> environment) {
        this.faults = faults;
        this.environment = environment;
    }

    /** Serves one WebSocket to its end. */
    void serve(Socket client, HttpHead head, List<String> command) throws IOException, InterruptedException {
        ServerWebSocket webSocket = ServerWebSocket.accept(client, head, faults);
        for (int channel = 0; channel <= 3; channel++) {
            webSocket.send(channel, new byte[0], 0); // As the kubelet does: an empty message opens each channel.
        }
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            webSocket.send(3, failure("OCI runtime exec failed: exec failed: " + e.getMessage(), 126));
            webSocket.close();
            return;
        }
        Closeable both = () -> {
            client.close();
            process.destroyForcibly();
        };
        faults.opened(both);
        try {
            Thread input = start(() -> input(webSocket, process));
            Thread errors = start(() -> output(webSocket, 2, process.getErrorStream()));
            output(webSocket, 1, process.getInputStream());
            errors.join();
            int code = process.waitFor();
            webSocket.send(3, code == 0 ? SUCCESS : failure("", code));
            webSocket.close();
            input.join();
        } finally {
            faults.closed(both);
            process.destroyForcibly();
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "stand-in exec");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static String failure(String message, int code) {
        return "{\"metadata\":{},\"status\":\"Failure\",\"message\":\""
                + (message.isEmpty() ? "command terminated with non-zero exit code" : message.replace("\"", "'"))
                + "\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\""
                + code + "\"}]}}";
    }

    private void output(ServerWebSocket webSocket, int channel, InputStream in) {
        byte[] buffer = new byte[PIECE];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                faults.pass(true, read);
                if (channel == 1 && faults.endsSilently()) {
                    webSocket.send(3, SUCCESS);
                    webSocket.close();
                    return;
                }
                webSocket.send(channel, buffer, read);
            }
        } catch (IOException e) {
            return; // The client or the process is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void input(ServerWebSocket webSocket, Process process) {
        try {
            OutputStream out = process.getOutputStream();
            for (Optional<byte[]> message = webSocket.read(); message.isPresent(); message = webSocket.read()) {
                byte[] bytes = message.get();
                if (bytes.length > 1 && bytes[0] == 0) {
                    faults.pass(false, bytes.length - 1);
                    out.write(bytes, 1, bytes.length - 1);
                    out.flush();
                }
            }
        } catch (IOException e) {
            return; // The client or the process is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly(); // The kubelet ends the stream; a process that reads or writes ends with it.
        }
    }
}
