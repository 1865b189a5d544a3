package dev.dbsnapshot.version;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All migration tools whose tables are understood. A new one is a class and a line here. */
final class MigrationTools {

    /** The most specific first: what only has a column with a version in it, is read as golang-migrate's. */
    private static final List<MigrationTool> ALL =
            List.of(new Flyway(), new Liquibase(), new Django(), new VersionColumn(null));

    private MigrationTools() {}

    /**
     * The tool that has a table with these columns.
     *
     * @param column the column that holds the version if somebody named it
     */
    static Optional<MigrationTool> of(List<String> columns, @Nullable String column) {
        List<MigrationTool> candidates = column == null ? ALL : List.of(new VersionColumn(column));
        return candidates.stream()
                .filter(tool -> !tool.reads(columns).isEmpty())
                .findFirst();
    }
}
