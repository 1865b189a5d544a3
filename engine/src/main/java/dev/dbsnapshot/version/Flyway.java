package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's {@code flyway_schema_history}: a row for everything that ran. The version is the highest of a versioned
 * migration or baseline; repeatable migrations have none. A failed one, which Flyway wants repaired, makes it dirty.
 */
record Flyway() implements MigrationTool {

    private static final List<String> COLUMNS = List.of("version", "type", "success");

    @Override
    public List<String> reads(List<String> columns) {
        return columns.contains("installed_rank") && columns.containsAll(COLUMNS) ? COLUMNS : List.of();
    }

    @Override
    public VersionRows rows() {
        return new Rows();
    }

    private static final class Rows implements VersionRows {
        private @Nullable String highest;
        private boolean failed;

        @Override
        public void add(List<@Nullable String> values) {
            String version = values.get(0);
            String type = String.valueOf(values.get(1));
            failed |= "f".equals(values.get(2)) || "false".equals(values.get(2));
            if (version == null || type.startsWith("UNDO") || type.equals("DELETE")) {
                return;
            }
            OptionalInt order = highest == null ? OptionalInt.of(1) : VersionOrder.compare(version, highest);
            if (order.orElse(0) > 0) {
                highest = version;
            }
        }

        @Override
        public SchemaVersion get() {
            return new SchemaVersion(highest, failed);
        }
    }
}
