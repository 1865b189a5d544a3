package dev.dbsnapshot.script;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** A table of contents as JSON, entry by entry, field for field. */
public final class TocJson {

    /** The version of the JSON's shape: fields are only added while it stays the same. */
    private static final int JSON_VERSION = 1;

    private TocJson() {}

    /**
     * Writes the JSON, in UTF-8.
     *
     * @param encoding PostgreSQL's name of the encoding of the archive
     * @param target receives the JSON; it is flushed, not closed
     */
    public static void write(Toc toc, String encoding, OutputStream target) throws IOException {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(target)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("version", JSON_VERSION);
            json.writeStringField("archiveVersion", toc.version().toString());
            // Local time of the machine that made it: the format does not tell which zone that is.
            json.writeStringField("created", toc.created().toString());
            json.writeStringField("database", toc.databaseName());
            json.writeStringField("serverVersion", toc.serverVersion());
            json.writeStringField("dumpVersion", toc.dumpVersion());
            json.writeStringField("encoding", encoding);
            json.writeArrayFieldStart("entries");
            for (TocEntry entry : toc.entries()) {
                write(entry, json);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void write(TocEntry entry, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("dumpId", entry.dumpId());
        json.writeNumberField("tableOid", entry.tableOid());
        json.writeNumberField("oid", entry.oid());
        json.writeStringField("desc", entry.desc());
        json.writeStringField(
                "section", entry.section().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.writeStringField("namespace", entry.namespace());
        json.writeStringField("tag", entry.tag());
        json.writeStringField("owner", entry.owner());
        json.writeStringField("tablespace", entry.tablespace());
        json.writeStringField("tableAccessMethod", entry.tableam());
        json.writeStringField("relkind", entry.relkind() == 0 ? null : String.valueOf(entry.relkind()));
        json.writeStringField("defn", entry.defn());
        json.writeStringField("dropStmt", entry.dropStmt());
        json.writeStringField("copyStmt", entry.copyStmt());
        json.writeStringField("member", entry.hadDumper() ? entry.fileName() : null);
        json.writeFieldName("dependencies");
        json.writeArray(
                entry.dependencies().stream().mapToInt(Integer::intValue).toArray(),
                0,
                entry.dependencies().size());
        json.writeEndObject();
    }
}
