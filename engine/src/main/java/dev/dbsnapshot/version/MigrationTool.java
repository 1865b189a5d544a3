package dev.dbsnapshot.version;

import java.util.List;

/**
 * How one migration tool records the versions of a schema in a table: a strategy, chosen by the columns that the table
 * has ({@link MigrationTools}). Implementations have no state.
 */
interface MigrationTool {

    /** The columns that are read; empty if a table with these columns is not one of this tool's. */
    List<String> reads(List<String> columns);

    /** Takes in rows one by one. */
    VersionRows rows();
}
