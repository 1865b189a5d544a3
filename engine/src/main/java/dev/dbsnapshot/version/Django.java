package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Django's {@code django_migrations}: a row for every migration of every app; {@code id} counts them. */
record Django() implements MigrationTool {

    private static final List<String> COLUMNS = List.of("id", "app", "name", "applied");

    @Override
    public List<String> reads(List<String> columns) {
        return columns.containsAll(COLUMNS) && columns.size() == COLUMNS.size() ? COLUMNS.subList(0, 3) : List.of();
    }

    @Override
    public VersionRows rows() {
        return new VersionRows() {
            private final LastOne last = new LastOne();

            @Override
            public void add(List<@Nullable String> values) {
                last.add(values.get(0), values.get(1) + "." + values.get(2), false);
            }

            @Override
            public SchemaVersion get() {
                return last.get();
            }
        };
    }
}
