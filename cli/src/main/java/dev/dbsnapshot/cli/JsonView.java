package dev.dbsnapshot.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.dbsnapshot.api.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** One JSON object a line for programs that watch, everything that is said included. Thread-safe. */
final class JsonView implements ProgressView {

    /** The version of the objects' shape: fields and events are only added while it stays the same. */
    private static final int VERSION = 1;

    private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();

    private final PrintWriter err;
    private final Clock clock;
    private long lastBytes = System.nanoTime() - PAUSE_NANOS;

    JsonView(PrintWriter err, Clock clock) {
        this.err = err;
        this.clock = clock;
    }

    @Override
    public synchronized void on(Progress.Event event) {
        if (event instanceof Progress.PhaseStarted phase) {
            write("phase", json -> json.writeStringField("phase", phase.phase()));
        } else if (event instanceof Progress.DataExpected expected) {
            write("data-expected", json -> {
                json.writeNumberField("bytes", expected.bytes());
                json.writeNumberField("members", expected.members());
                json.writeBooleanField("estimated", expected.estimated());
            });
        } else if (event instanceof Progress.MemberStarted member) {
            write("member-started", json -> {
                json.writeStringField("member", member.member());
                json.writeNumberField("index", member.index());
                json.writeNumberField("count", member.count());
            });
        } else if (event instanceof Progress.MemberFinished member) {
            write("member-finished", json -> {
                json.writeStringField("member", member.member());
                json.writeNumberField("bytes", member.bytes());
                if (member.rows() >= 0) {
                    json.writeNumberField("rows", member.rows());
                }
            });
        } else if (event instanceof Progress.StepStarted step) {
            write("step-started", json -> {
                json.writeStringField("step", step.step());
                json.writeNumberField("index", step.index());
                json.writeNumberField("count", step.count());
            });
        } else if (event instanceof Progress.StepFinished step) {
            write("step-finished", json -> json.writeStringField("step", step.step()));
        } else if (event instanceof Progress.BytesMoved moved) {
            bytes("bytes", moved.bytes(), 0);
        } else if (event instanceof Progress.BytesChecked checked) {
            bytes("bytes-checked", checked.bytes(), checked.total());
        } else if (event instanceof Progress.Warning warning) {
            write("warning", json -> json.writeStringField("message", warning.message()));
        }
    }

    /** Megabytes come faster than anybody wants to read of them. */
    private void bytes(String event, long bytes, long total) {
        if (System.nanoTime() - lastBytes < PAUSE_NANOS) {
            return;
        }
        lastBytes = System.nanoTime();
        write(event, json -> {
            json.writeNumberField("bytes", bytes);
            if (total > 0) {
                json.writeNumberField("total", total);
            }
        });
    }

    @Override
    public synchronized void line(String text) {
        boolean warning = text.startsWith("warning: ");
        write(
                warning ? "warning" : "message",
                json -> json.writeStringField("message", warning ? text.substring("warning: ".length()) : text));
    }

    @Override
    public synchronized void result(String text, Map<String, Object> facts) {
        write("result", json -> {
            json.writeStringField("message", text);
            for (Map.Entry<String, Object> fact : facts.entrySet()) {
                json.writeFieldName(fact.getKey());
                if (fact.getValue() instanceof Number number) {
                    json.writeNumber(number.longValue());
                } else if (fact.getValue() instanceof Boolean yes) {
                    json.writeBoolean(yes);
                } else {
                    json.writeString(String.valueOf(fact.getValue()));
                }
            }
        });
    }

    @Override
    public void resultBesideOutput(String text, Map<String, Object> facts) {
        result(text, facts);
    }

    /** The last line of a run that failed. */
    synchronized void error(String code, int exitCode, String message) {
        write("error", json -> {
            json.writeStringField("code", code);
            json.writeNumberField("exitCode", exitCode);
            json.writeStringField("message", message);
        });
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private void write(String event, Fields fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("time", clock.instant().toString());
            json.writeStringField("event", event);
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        err.println(line);
        err.flush();
    }
}
