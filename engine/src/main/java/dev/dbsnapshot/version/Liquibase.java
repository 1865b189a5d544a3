package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Liquibase's {@code databasechangelog}: a row for every change set, whose ids have no order; {@code orderexecuted}
 * counts them.
 */
record Liquibase() implements MigrationTool {

    private static final List<String> COLUMNS = List.of("orderexecuted", "id", "exectype");

    @Override
    public List<String> reads(List<String> columns) {
        return columns.containsAll(COLUMNS) ? COLUMNS : List.of();
    }

    @Override
    public VersionRows rows() {
        return new VersionRows() {
            private final LastOne last = new LastOne();

            @Override
            public void add(List<@Nullable String> values) {
                last.add(values.get(0), String.valueOf(values.get(1)), "FAILED".equals(values.get(2)));
            }

            @Override
            public SchemaVersion get() {
                return last.get();
            }
        };
    }
}
