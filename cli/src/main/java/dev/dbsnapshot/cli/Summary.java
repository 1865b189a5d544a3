package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.RestoreResult;
import dev.dbsnapshot.api.SchemaVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What was done, as the last line of a run. */
final class Summary {

    private Summary() {}

    static void tell(BackupResult result, ProgressLines lines) {
        Map<String, Object> facts = facts("file", result.file(), result.schemaVersion());
        facts.put("entries", result.entries());
        if (result.rows() >= 0) {
            facts.put("rows", result.rows());
        }
        facts.put("bytes", result.bytes());
        facts.put("milliseconds", result.duration().toMillis());
        lines.result(
                "schema version " + version(result.schemaVersion()) + ", " + result.entries() + " entries, "
                        + rows(result.rows()) + HumanSize.of(result.bytes()) + " in "
                        + seconds(result.duration()),
                facts);
    }

    static void tell(RestoreResult result, ProgressLines lines) {
        Map<String, Object> facts = facts("file", result.file(), result.schemaVersion());
        facts.put("database", result.database());
        facts.put("path", Words.of(result.path()));
        facts.put("strategy", Words.of(result.strategy()));
        facts.put("dropped", result.dropped());
        facts.put("entries", result.entries());
        if (result.rows() >= 0) {
            facts.put("rows", result.rows());
        }
        facts.put("bytes", result.bytes());
        facts.put("milliseconds", result.duration().toMillis());
        lines.result(
                "restored " + result.file().getFileName() + " into " + result.database() + " ("
                        + Words.of(result.path()) + "): schema version " + version(result.schemaVersion()) + ", "
                        + result.dropped() + " objects dropped, " + result.entries() + " entries, "
                        + rows(result.rows())
                        + HumanSize.of(result.bytes()) + " in " + seconds(result.duration()),
                facts);
    }

    private static Map<String, Object> facts(String name, Object file, SchemaVersion version) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(name, file);
        facts.put("schemaVersion", version.label());
        return facts;
    }

    /** pg_dump and pg_restore do not count them. */
    private static String rows(long rows) {
        return rows < 0 ? "" : rows + " rows, ";
    }

    private static String version(SchemaVersion version) {
        return version.label() + (version.dirty() ? " (dirty)" : "");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
