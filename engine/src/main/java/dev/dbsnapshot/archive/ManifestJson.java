package dev.dbsnapshot.archive;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.archive.Manifest.MemberRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The manifest as JSON. Fields that it does not know are ignored, so that newer versions may add some. Read and written
 * token by token: a short command has no time to load what binds JSON to objects.
 */
final class ManifestJson {

    private static final JsonFactory JSON = new JsonFactory();

    private ManifestJson() {}

    static void write(Manifest manifest, OutputStream out) throws IOException {
        JsonGenerator json =
                JSON.createGenerator(out, JsonEncoding.UTF8).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeNumberField("formatVersion", manifest.formatVersion());
        json.writeStringField("serverVersion", manifest.serverVersion());
        json.writeStringField("database", manifest.database());
        json.writeStringField("snapshotLsn", manifest.snapshotLsn());
        json.writeObjectFieldStart("schemaVersion");
        json.writeStringField("version", manifest.schemaVersion().version());
        json.writeBooleanField("dirty", manifest.schemaVersion().dirty());
        json.writeEndObject();
        json.writeStringField("toolVersion", manifest.toolVersion());
        json.writeStringField("created", manifest.created().toString());
        json.writeObjectFieldStart("extensions");
        for (Map.Entry<String, String> extension : new TreeMap<>(manifest.extensions()).entrySet()) {
            json.writeStringField(extension.getKey(), extension.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("members");
        for (MemberRecord member : manifest.members()) {
            json.writeStartObject();
            json.writeStringField("name", member.name());
            json.writeNumberField("size", member.size());
            if (member.rows() >= 0) {
                json.writeNumberField("rows", member.rows());
            }
            json.writeStringField("sha256", member.sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
    }

    /**
     * Reads a manifest.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static Manifest read(InputStream in) throws IOException {
        try (JsonParser json = JSON.createParser(in)) {
            return manifest(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"created\" is not a time", e);
        }
    }

    /** Texts and numbers of an object, by field; of what holds others nothing is kept. */
    private static final class Scalars {

        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, Long> numbers = new HashMap<>();
        private final Set<String> trues = new HashSet<>();

        /** Takes the value that the parser is at, to its end. */
        void take(String field, JsonParser json) throws IOException {
            texts.remove(field);
            numbers.remove(field);
            trues.remove(field);
            switch (json.currentToken()) {
                case VALUE_STRING -> texts.put(field, json.getText());
                case VALUE_NUMBER_INT -> {
                    if (json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                        numbers.put(field, json.getLongValue());
                    }
                }
                case VALUE_TRUE -> trues.add(field);
                default -> json.skipChildren();
            }
        }

        /** Takes an object, of which the parser is at the beginning; of anything else nothing. */
        static Scalars of(JsonParser json) throws IOException {
            Scalars scalars = new Scalars();
            if (json.currentToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                return scalars;
            }
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                scalars.take(field, json);
            }
            return scalars;
        }

        String text(String field) {
            String text = texts.get(field);
            if (text == null) {
                throw new IllegalArgumentException("\"" + field + "\" is missing");
            }
            return text;
        }

        long number(String field) {
            return numbers.getOrDefault(field, -1L);
        }
    }

    /** Reads the members one by one, because an archive of many large objects has many. */
    private static Manifest manifest(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        Scalars root = new Scalars();
        Scalars schemaVersion = new Scalars();
        Scalars extensions = new Scalars();
        MemberRecords.Builder members = new MemberRecords.Builder();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            switch (field) {
                case "members" -> members(json, members);
                case "schemaVersion" -> schemaVersion = Scalars.of(json);
                case "extensions" -> extensions = Scalars.of(json);
                default -> root.take(field, json);
            }
        }
        return manifest(root, schemaVersion, extensions, members.build());
    }

    private static void members(JsonParser json, MemberRecords.Builder members) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("\"members\" is not an array");
        }
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Scalars member = Scalars.of(json);
            members.add(new MemberRecord(
                    member.text("name"), member.number("size"), member.number("rows"), member.text("sha256")));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException("a member is not an object");
        }
    }

    private static Manifest manifest(
            Scalars root, Scalars schemaVersion, Scalars extensions, List<MemberRecord> members) {
        int version = (int) root.number("formatVersion");
        if (version != Manifest.FORMAT_VERSION) {
            throw new IllegalArgumentException("its format version is " + version + ", known is "
                    + Manifest.FORMAT_VERSION + "; use a newer version of this program");
        }
        return new Manifest(
                version,
                root.text("serverVersion"),
                root.text("database"),
                root.texts.get("snapshotLsn"),
                new SchemaVersion(schemaVersion.texts.get("version"), schemaVersion.trues.contains("dirty")),
                root.text("toolVersion"),
                Instant.parse(root.text("created")),
                new TreeMap<>(extensions.texts),
                members);
    }
}
