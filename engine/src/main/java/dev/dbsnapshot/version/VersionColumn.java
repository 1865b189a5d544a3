package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A column of versions, of which the highest counts: golang-migrate's {@code schema_migrations(version, dirty)} with its
 * single row, Rails' {@code schema_migrations(version)} with a row for every migration, and whatever else is like them.
 *
 * @param name the column if somebody named it, otherwise the one called {@code version}, or the first like that
 */
record VersionColumn(@Nullable String name) implements MigrationTool {

    private static final String DIRTY = "dirty";

    @Override
    public List<String> reads(List<String> columns) {
        String version = name == null
                ? columns.contains("version")
                        ? "version"
                        : columns.stream()
                                .filter(column -> column.contains("version"))
                                .findFirst()
                                .orElse("")
                : columns.contains(name) ? name : "";
        if (version.isEmpty()) {
            return List.of();
        }
        return columns.contains(DIRTY) ? List.of(version, DIRTY) : List.of(version);
    }

    @Override
    public VersionRows rows() {
        return new Highest();
    }

    /** Numbers are compared by value, everything else by text. */
    private static final class Highest implements VersionRows {
        private SchemaVersion highest = SchemaVersion.UNVERSIONED;

        @Override
        public void add(List<@Nullable String> values) {
            String version = values.get(0);
            if (version == null) {
                return;
            }
            String before = highest.version();
            if (before == null || compare(version, before) > 0) {
                String dirty = values.size() > 1 ? values.get(1) : null;
                highest = new SchemaVersion(version, "t".equals(dirty) || "true".equals(dirty));
            }
        }

        @Override
        public SchemaVersion get() {
            return highest;
        }

        private static int compare(String one, String other) {
            OptionalInt order = VersionOrder.compare(one, other);
            return order.isPresent() ? order.getAsInt() : one.compareTo(other);
        }
    }
}
