package dev.dbsnapshot.kube.tunnel;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one exec: 1 is standard output, 2 standard error, 3 tells at the end how it ended. A stream that is
 * closed without that was cut off.
 */
final class ExecChannels implements Frames.Channels {

    private static final int LONGEST_COMPLAINT = 2000;

    private final String what;
    private final InboundBuffer inbound;
    private final StringBuilder complaint = new StringBuilder();
    private final boolean mustSucceed;
    private volatile @Nullable Status ending;

    /** A command whose failure is one of the stream, if it must succeed; otherwise its exit code tells. */
    ExecChannels(String what, InboundBuffer inbound, boolean mustSucceed) {
        this.what = what;
        this.inbound = inbound;
        this.mustSucceed = mustSucceed;
    }

    @Override
    public void message(int channel, ByteBuffer message) {
        if (channel == 1) {
            inbound.put(message);
        } else if (channel == 2) {
            complain(message);
        } else if (channel == 3 && message.hasRemaining()) {
            ending = Serialization.unmarshal(
                    StandardCharsets.UTF_8.decode(message).toString(), Status.class);
            if (mustSucceed && exitCode().filter(code -> code == 0).isEmpty()) {
                inbound.fail(failure());
            } else {
                inbound.end();
            }
        }
    }

    private void complain(ByteBuffer message) {
        synchronized (complaint) {
            if (complaint.length() < LONGEST_COMPLAINT) {
                complaint.append(StandardCharsets.UTF_8.decode(message));
            }
        }
    }

    /** The beginning of its standard error. */
    String complaint() {
        synchronized (complaint) {
            return complaint.toString().strip();
        }
    }

    /** The command's exit code, once it has ended; empty if it was not even started. */
    Optional<Integer> exitCode() {
        Status status = ending;
        if (status != null && "Success".equals(status.getStatus())) {
            return Optional.of(0);
        }
        return status == null || status.getDetails() == null
                ? Optional.empty()
                : Optional.ofNullable(status.getDetails().getCauses()).orElse(List.of()).stream()
                        .filter(cause -> "ExitCode".equals(cause.getReason()))
                        .map(StatusCause::getMessage)
                        .filter(code -> code.matches("\\d{1,3}"))
                        .map(Integer::valueOf)
                        .findFirst();
    }

    /** Why it did not end well: what it said itself, or what was said of it. */
    IOException failure() {
        Status status = ending;
        String said = complaint();
        return new IOException(what + ": "
                + (!said.isEmpty() ? said : status == null ? "it has not ended" : String.valueOf(status.getMessage())));
    }

    @Override
    public void closed() {
        inbound.fail(new EOFException(what + ": the stream was cut off before the command ended"));
    }

    @Override
    public void broken(Throwable error) {
        inbound.fail(new IOException(what + ": the stream broke: " + Frames.describe(error), error));
    }
}
