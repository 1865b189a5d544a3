package dev.dbsnapshot.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dbsnapshot.api.SnapshotInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Renders a list of snapshots. */
final class SnapshotListing {

    /** The version of the JSON's shape: fields are only added while it stays the same. */
    private static final int JSON_VERSION = 1;

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** How the list is shown. */
    enum Format {
        TABLE,
        JSON,
        YAML,
        NAME;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PrintWriter out;

    SnapshotListing(PrintWriter out) {
        this.out = out;
    }

    /**
     * Prints them.
     *
     * @param safety what restores saved before they destroyed something; never among the names that scripts choose from
     */
    void print(List<SnapshotInfo> snapshots, List<SnapshotInfo> safety, Format format) {
        switch (format) {
            case TABLE -> {
                table(snapshots);
                if (!safety.isEmpty()) {
                    out.println((snapshots.isEmpty() ? "" : "\n")
                            + "Safety snapshots, which restores made ('db-snapshot undo' restores the last one):");
                    table(safety);
                }
            }
            case JSON -> Documents.json(out, json -> document(snapshots, safety, json));
            case YAML -> Documents.yaml(out, yaml -> document(snapshots, safety, yaml));
            case NAME -> snapshots.forEach(snapshot -> out.println(snapshot.name()));
        }
    }

    private void table(List<SnapshotInfo> snapshots) {
        if (snapshots.isEmpty()) {
            return;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"NAME", "VERSION", "SIZE", "DATE", ""});
        snapshots.forEach(snapshot -> rows.add(row(snapshot)));
        aligned(rows).forEach(out::println);
    }

    /** Name, version, size, date, and what is wrong with it. */
    static String[] row(SnapshotInfo snapshot) {
        String version = snapshot.problem() != null
                ? "-"
                : snapshot.schemaVersion().label() + (snapshot.schemaVersion().dirty() ? " (dirty)" : "");
        return new String[] {
            snapshot.name(),
            version,
            HumanSize.of(snapshot.bytes()),
            MINUTES.format(snapshot.modified()),
            snapshot.problem() == null ? "" : Failures.oneLine(snapshot.problem())
        };
    }

    /** Rows of cells as lines whose columns stand below each other. */
    static List<String> aligned(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 3));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static void document(List<SnapshotInfo> snapshots, List<SnapshotInfo> safety, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", JSON_VERSION);
        array("snapshots", snapshots, json);
        array("safetySnapshots", safety, json);
        json.writeEndObject();
    }

    private static void array(String name, List<SnapshotInfo> snapshots, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (SnapshotInfo snapshot : snapshots) {
            json.writeStartObject();
            json.writeStringField("name", snapshot.name());
            json.writeStringField("path", snapshot.path().toString());
            json.writeStringField("schemaVersion", snapshot.schemaVersion().version());
            json.writeBooleanField("dirty", snapshot.schemaVersion().dirty());
            json.writeNumberField("bytes", snapshot.bytes());
            json.writeStringField("modified", snapshot.modified().toString());
            json.writeBooleanField("manifest", snapshot.own());
            json.writeStringField("problem", snapshot.problem());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
