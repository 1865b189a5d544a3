package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a version of the rows of a table. Not thread-safe. */
public interface VersionRows {

    /**
     * Looks at a row.
     *
     * @param values what it has in the columns that are read, as text, in their order
     */
    void add(List<@Nullable String> values);

    /** The version that the rows so far make. */
    SchemaVersion get();
}
