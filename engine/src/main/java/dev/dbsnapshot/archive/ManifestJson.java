package dev.dbsnapshot.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.archive.Manifest.MemberRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The manifest as JSON. Fields that it does not know are ignored, so that newer versions may add some. */
final class ManifestJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ManifestJson() {}

    static void write(Manifest manifest, OutputStream out) throws IOException {
        JsonGenerator json = MAPPER.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
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
        try (JsonParser json = MAPPER.createParser(in)) {
            return manifest(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"created\" is not a time", e);
        }
    }

    /** Reads the members one by one, because an archive of many large objects has many. */
    private static Manifest manifest(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        ObjectNode root = MAPPER.createObjectNode();
        List<MemberRecord> members = new ArrayList<>();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            if (field.equals("members")) {
                members(json, members);
            } else {
                JsonNode value = MAPPER.readTree(json);
                root.set(field, value);
            }
        }
        return manifest(root, members);
    }

    private static void members(JsonParser json, List<MemberRecord> members) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("\"members\" is not an array");
        }
        while (json.nextToken() == JsonToken.START_OBJECT) {
            JsonNode member = MAPPER.readTree(json);
            members.add(new MemberRecord(
                    text(member, "name"),
                    number(member, "size", -1),
                    number(member, "rows", -1),
                    text(member, "sha256")));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException("a member is not an object");
        }
    }

    private static Manifest manifest(JsonNode root, List<MemberRecord> members) {
        int version = (int) number(root, "formatVersion", -1);
        if (version != Manifest.FORMAT_VERSION) {
            throw new IllegalArgumentException("its format version is " + version + ", known is "
                    + Manifest.FORMAT_VERSION + "; use a newer version of this program");
        }
        JsonNode schemaVersion = root.path("schemaVersion");
        return new Manifest(
                version,
                text(root, "serverVersion"),
                text(root, "database"),
                optionalText(root, "snapshotLsn"),
                new SchemaVersion(
                        optionalText(schemaVersion, "version"),
                        schemaVersion.path("dirty").asBoolean()),
                text(root, "toolVersion"),
                Instant.parse(text(root, "created")),
                extensions(root.path("extensions")),
                members);
    }

    private static Map<String, String> extensions(JsonNode node) {
        Map<String, String> extensions = new TreeMap<>();
        node.properties()
                .forEach(field -> extensions.put(
                        field.getKey(), String.valueOf(field.getValue().textValue())));
        return extensions;
    }

    private static String text(JsonNode node, String field) {
        String text = optionalText(node, field);
        if (text == null) {
            throw new IllegalArgumentException("\"" + field + "\" is missing");
        }
        return text;
    }

    private static @Nullable String optionalText(JsonNode node, String field) {
        return node.path(field).textValue();
    }

    private static long number(JsonNode node, String field, long absent) {
        JsonNode value = node.path(field);
        return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : absent;
    }
}
