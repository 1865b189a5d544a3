package dev.dbsnapshot.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SchemaVersion;
import java.io.IOException;
import java.util.List;

/** What a restore would do, for programs. */
final class PreviewDocument {

    /** The version of the document's shape: fields are only added while it stays the same. */
    private static final int VERSION = 1;

    private PreviewDocument() {}

    static void write(RestorePreview preview, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        json.writeStringField("file", preview.file().toString());
        json.writeStringField("database", preview.database());
        json.writeStringField("server", preview.server());
        json.writeStringField("user", preview.user());
        json.writeStringField("path", Words.of(preview.path()));
        json.writeStringField("strategy", Words.of(preview.strategy()));
        json.writeStringField("reason", preview.reason());
        json.writeBooleanField("stopped", preview.stopped());
        version(json, "live", preview.live());
        version(json, "snapshot", preview.snapshot());
        strings(json, "dropped", preview.dropped());
        json.writeArrayFieldStart("replaced");
        for (RestorePreview.ReplacedTable table : preview.replaced()) {
            json.writeStartObject();
            json.writeStringField("table", table.table());
            json.writeNumberField("liveRows", table.liveRows());
            json.writeNumberField("snapshotRows", table.snapshotRows());
            json.writeEndObject();
        }
        json.writeEndArray();
        strings(json, "schemaDifferences", preview.schemaDifferences());
        sessions(json, preview.sessions());
        findings(json, preview.findings());
        json.writeNumberField("dataBytes", preview.dataBytes());
        if (preview.estimate() != null) {
            json.writeNumberField("estimatedSeconds", preview.estimate().toSeconds());
        }
        json.writeEndObject();
    }

    private static void version(JsonGenerator json, String name, SchemaVersion version) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("schemaVersion", version.version());
        json.writeBooleanField("dirty", version.dirty());
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void sessions(JsonGenerator json, List<RestorePreview.BlockingSession> sessions) throws IOException {
        json.writeArrayFieldStart("sessions");
        for (RestorePreview.BlockingSession session : sessions) {
            json.writeStartObject();
            json.writeNumberField("pid", session.pid());
            json.writeStringField("user", session.user());
            json.writeStringField("application", session.application());
            json.writeStringField("state", session.state());
            json.writeStringField("since", session.since());
            json.writeStringField("object", session.object());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void findings(JsonGenerator json, List<Finding> findings) throws IOException {
        json.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringField("severity", Words.of(finding.severity()));
            json.writeStringField("code", finding.code().name());
            json.writeStringField("what", finding.described());
            strings(json, "names", finding.names());
            json.writeStringField("remedy", finding.remedy());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
