package dev.dbsnapshot.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** Writes what programs read: JSON, or the same as YAML. */
final class Documents {

    private Documents() {}

    /** What a document holds. */
    interface Content {
        void write(JsonGenerator document) throws IOException;
    }

    static void json(PrintWriter out, Content content) {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .useDefaultPrettyPrinter()) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    static void yaml(PrintWriter out, Content content) {
        YAMLFactory factory = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .build();
        try (JsonGenerator yaml = factory.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            content.write(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
