package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the columns that a migration tool's version needs out of whole rows. Not thread-safe. */
final class ColumnReading {

    private final int width;
    private final List<Integer> positions = new ArrayList<>();
    private final @Nullable VersionRows rows;

    ColumnReading(List<String> columns, VersionTable table) {
        this.width = columns.size();
        Optional<MigrationTool> tool = MigrationTools.of(columns, table.column());
        tool.ifPresent(known -> known.reads(columns).forEach(column -> positions.add(columns.indexOf(column))));
        this.rows = tool.map(MigrationTool::rows).orElse(null);
    }

    /** Whether the row has as many values as there are columns. */
    boolean add(List<@Nullable String> values) {
        if (values.size() != width) {
            return false;
        }
        if (rows != null) {
            List<@Nullable String> needed = new ArrayList<>();
            positions.forEach(position -> needed.add(values.get(position)));
            rows.add(needed);
        }
        return true;
    }

    SchemaVersion get() {
        return rows == null ? SchemaVersion.UNVERSIONED : rows.get();
    }
}
