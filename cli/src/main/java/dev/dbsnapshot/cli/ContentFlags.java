package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/**
 * The options of a dump that are either on or off, with pg_dump's names and meaning. The order is that of the help: the
 * JVM tells none of methods.
 */
final class ContentFlags {

    private final Set<DumpFlag> flags = EnumSet.noneOf(DumpFlag.class);

    /** These options, in addition to others. */
    DumpOptions addTo(DumpOptions others) {
        DumpOptions options = others;
        for (DumpFlag flag : flags) {
            options = options.with(flag);
        }
        return options;
    }

    private void set(DumpFlag flag, boolean on) {
        if (on) {
            flags.add(flag);
        } else {
            flags.remove(flag);
        }
    }

    @Option(order = 1, names = "--schema-only", description = "Only definitions, no rows.")
    void schemaOnly(boolean on) {
        set(DumpFlag.SCHEMA_ONLY, on);
    }

    @Option(order = 2, names = "--data-only", description = "Only rows, large objects and positions of sequences.")
    void dataOnly(boolean on) {
        set(DumpFlag.DATA_ONLY, on);
    }

    @Option(
            order = 3,
            names = {"--large-objects", "--blobs"},
            description = "Large objects even where --schema, --table or --extension choose.")
    void largeObjects(boolean on) {
        set(DumpFlag.LARGE_OBJECTS, on);
    }

    @Option(
            order = 4,
            names = {"--no-large-objects", "--no-blobs"},
            description = "No large objects.")
    void noLargeObjects(boolean on) {
        set(DumpFlag.NO_LARGE_OBJECTS, on);
    }

    @Option(order = 5, names = "--no-comments", description = "No comments.")
    void noComments(boolean on) {
        set(DumpFlag.NO_COMMENTS, on);
    }

    @Option(order = 6, names = "--no-publications", description = "No publications.")
    void noPublications(boolean on) {
        set(DumpFlag.NO_PUBLICATIONS, on);
    }

    @Option(order = 7, names = "--no-subscriptions", description = "No subscriptions.")
    void noSubscriptions(boolean on) {
        set(DumpFlag.NO_SUBSCRIPTIONS, on);
    }

    @Option(order = 8, names = "--no-security-labels", description = "No security labels.")
    void noSecurityLabels(boolean on) {
        set(DumpFlag.NO_SECURITY_LABELS, on);
    }

    @Option(
            order = 9,
            names = "--no-tablespaces",
            description = "No tablespaces in restore.sql; the entries of the archive keep theirs.")
    void noTablespaces(boolean on) {
        set(DumpFlag.NO_TABLESPACES, on);
    }

    @Option(
            order = 10,
            names = "--no-table-access-method",
            description = "No table access methods in restore.sql; the entries keep theirs.")
    void noTableAccessMethod(boolean on) {
        set(DumpFlag.NO_TABLE_ACCESS_METHOD, on);
    }

    @Option(order = 11, names = "--no-toast-compression", description = "No compression methods of columns.")
    void noToastCompression(boolean on) {
        set(DumpFlag.NO_TOAST_COMPRESSION, on);
    }

    @Option(order = 12, names = "--no-unlogged-table-data", description = "Not the rows of unlogged tables.")
    void noUnloggedTableData(boolean on) {
        set(DumpFlag.NO_UNLOGGED_TABLE_DATA, on);
    }

    @Option(order = 13, names = "--inserts", description = "Rows as INSERT statements.")
    void inserts(boolean on) {
        set(DumpFlag.INSERTS, on);
    }

    @Option(
            order = 14,
            names = {"--column-inserts", "--attribute-inserts"},
            description = "Rows as INSERT statements with names of columns.")
    void columnInserts(boolean on) {
        set(DumpFlag.COLUMN_INSERTS, on);
    }

    @Option(order = 15, names = "--on-conflict-do-nothing", description = "INSERT statements skip rows that are there.")
    void onConflictDoNothing(boolean on) {
        set(DumpFlag.ON_CONFLICT_DO_NOTHING, on);
    }

    @Option(
            order = 16,
            names = "--load-via-partition-root",
            description = "Load the rows of partitions through the partitioned table.")
    void loadViaPartitionRoot(boolean on) {
        set(DumpFlag.LOAD_VIA_PARTITION_ROOT, on);
    }

    @Option(order = 17, names = "--enable-row-security", description = "Only rows that row security lets the role see.")
    void enableRowSecurity(boolean on) {
        set(DumpFlag.ENABLE_ROW_SECURITY, on);
    }

    @Option(order = 18, names = "--quote-all-identifiers", description = "Quote all names.")
    void quoteAllIdentifiers(boolean on) {
        set(DumpFlag.QUOTE_ALL_IDENTIFIERS, on);
    }

    @Option(
            order = 19,
            names = "--serializable-deferrable",
            description = "Wait for a snapshot without anomalies of serializable transactions.")
    void serializableDeferrable(boolean on) {
        set(DumpFlag.SERIALIZABLE_DEFERRABLE, on);
    }

    @Option(order = 20, names = "--strict-names", description = "Every pattern that includes must match something.")
    void strictNames(boolean on) {
        set(DumpFlag.STRICT_NAMES, on);
    }

    @Option(order = 21, names = "--clean", description = "Changes nothing: restore.sql always drops what it creates.")
    void clean(boolean on) {
        set(DumpFlag.CLEAN, on);
    }

    @Option(order = 22, names = "--if-exists", description = "restore.sql drops IF EXISTS.")
    void ifExists(boolean on) {
        set(DumpFlag.IF_EXISTS, on);
    }

    @Option(order = 23, names = "--create", description = "Changes nothing: the archive always holds the database.")
    void create(boolean on) {
        set(DumpFlag.CREATE, on);
    }
}
