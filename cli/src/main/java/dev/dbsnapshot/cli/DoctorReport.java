package dev.dbsnapshot.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dbsnapshot.api.Check;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Renders what the doctor found. */
final class DoctorReport {

    /** The version of the JSON's shape: fields are only added while it stays the same. */
    private static final int JSON_VERSION = 1;

    /** How it is shown. */
    enum Format {
        TABLE,
        JSON,
        YAML;

        @Override
        public String toString() {
            return Words.of(this);
        }
    }

    private final PrintWriter out;

    DoctorReport(PrintWriter out) {
        this.out = out;
    }

    void print(List<Check> checks, Format format) {
        switch (format) {
            case TABLE -> table(checks);
            case JSON -> Documents.json(out, json -> document(checks, json));
            case YAML -> Documents.yaml(out, yaml -> document(checks, yaml));
        }
    }

    private void table(List<Check> checks) {
        int width =
                checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
        for (Check check : checks) {
            String outcome =
                    switch (check.outcome()) {
                        case PASS -> "pass";
                        case WARNING -> "warn";
                        case FAIL -> "FAIL";
                    };
            String name = check.name() + " ".repeat(width - check.name().length());
            out.println(outcome + "  " + name + "  " + Failures.oneLine(check.found()));
            if (!check.remedy().isEmpty()) {
                out.println(" ".repeat(8 + width) + "-> " + Failures.oneLine(check.remedy()));
            }
        }
    }

    private static void document(List<Check> checks, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", JSON_VERSION);
        json.writeBooleanField("passed", checks.stream().noneMatch(check -> check.outcome() == Check.Outcome.FAIL));
        json.writeArrayFieldStart("checks");
        for (Check check : checks) {
            json.writeStartObject();
            json.writeStringField("name", check.name());
            json.writeStringField("outcome", check.outcome().name().toLowerCase(Locale.ROOT));
            json.writeStringField("found", check.found());
            json.writeStringField("remedy", check.remedy());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
