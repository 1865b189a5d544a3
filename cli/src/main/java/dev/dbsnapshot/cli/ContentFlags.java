package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of a dump that are either on or off, with pg_dump's names and meaning. */
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

    @Option(names = "--schema-only", description = "Only definitions, no rows.")
    void schemaOnly(boolean on) {
        set(DumpFlag.SCHEMA_ONLY, on);
    }

    @Option(names = "--data-only", description = "Only rows, large objects and positions of sequences.")
    void dataOnly(boolean on) {
        set(DumpFlag.DATA_ONLY, on);
    }

    @Option(
            names = {"--large-objects", "--blobs"},
            description = "Large objects even where --schema, --table or --extension choose.")
    void largeObjects(boolean on) {
        set(DumpFlag.LARGE_OBJECTS, on);
    }

    @Option(
            names = {"--no-large-objects", "--no-blobs"},
            description = "No large objects.")
    void noLargeObjects(boolean on) {
        set(DumpFlag.NO_LARGE_OBJECTS, on);
    }

    @Option(names = "--no-comments", description = "No comments.")
    void noComments(boolean on) {
        set(DumpFlag.NO_COMMENTS, on);
    }

    @Option(names = "--no-publications", description = "No publications.")
    void noPublications(boolean on) {
        set(DumpFlag.NO_PUBLICATIONS, on);
    }

    @Option(names = "--no-subscriptions", description = "No subscriptions.")
    void noSubscriptions(boolean on) {
        set(DumpFlag.NO_SUBSCRIPTIONS, on);
    }

    @Option(names = "--no-security-labels", description = "No security labels.")
    void noSecurityLabels(boolean on) {
        set(DumpFlag.NO_SECURITY_LABELS, on);
    }

    @Option(
            names = "--no-tablespaces",
            description = "No tablespaces in restore.sql; the entries of the archive keep theirs.")
    void noTablespaces(boolean on) {
        set(DumpFlag.NO_TABLESPACES, on);
    }

    @Option(
            names = "--no-table-access-method",
            description = "No table access methods in restore.sql; the entries keep theirs.")
    void noTableAccessMethod(boolean on) {
        set(DumpFlag.NO_TABLE_ACCESS_METHOD, on);
    }

    @Option(names = "--no-toast-compression", description = "No compression methods of columns.")
    void noToastCompression(boolean on) {
        set(DumpFlag.NO_TOAST_COMPRESSION, on);
    }

    @Option(names = "--no-unlogged-table-data", description = "Not the rows of unlogged tables.")
    void noUnloggedTableData(boolean on) {
        set(DumpFlag.NO_UNLOGGED_TABLE_DATA, on);
    }

    @Option(names = "--inserts", description = "Rows as INSERT statements.")
    void inserts(boolean on) {
        set(DumpFlag.INSERTS, on);
    }

    @Option(
            names = {"--column-inserts", "--attribute-inserts"},
            description = "Rows as INSERT statements with names of columns.")
    void columnInserts(boolean on) {
        set(DumpFlag.COLUMN_INSERTS, on);
    }

    @Option(names = "--on-conflict-do-nothing", description = "INSERT statements skip rows that are there.")
    void onConflictDoNothing(boolean on) {
        set(DumpFlag.ON_CONFLICT_DO_NOTHING, on);
    }

    @Option(
            names = "--load-via-partition-root",
            description = "Load the rows of partitions through the partitioned table.")
    void loadViaPartitionRoot(boolean on) {
        set(DumpFlag.LOAD_VIA_PARTITION_ROOT, on);
    }

    @Option(names = "--enable-row-security", description = "Only rows that row security lets the role see.")
    void enableRowSecurity(boolean on) {
        set(DumpFlag.ENABLE_ROW_SECURITY, on);
    }

    @Option(names = "--quote-all-identifiers", description = "Quote all names.")
    void quoteAllIdentifiers(boolean on) {
        set(DumpFlag.QUOTE_ALL_IDENTIFIERS, on);
    }

    @Option(
            names = "--serializable-deferrable",
            description = "Wait for a snapshot without anomalies of serializable transactions.")
    void serializableDeferrable(boolean on) {
        set(DumpFlag.SERIALIZABLE_DEFERRABLE, on);
    }

    @Option(names = "--strict-names", description = "Every pattern that includes must match something.")
    void strictNames(boolean on) {
        set(DumpFlag.STRICT_NAMES, on);
    }

    @Option(names = "--clean", description = "Changes nothing: restore.sql always drops what it creates.")
    void clean(boolean on) {
        set(DumpFlag.CLEAN, on);
    }

    @Option(names = "--if-exists", description = "restore.sql drops IF EXISTS.")
    void ifExists(boolean on) {
        set(DumpFlag.IF_EXISTS, on);
    }

    @Option(names = "--create", description = "Changes nothing: the archive always holds the database.")
    void create(boolean on) {
        set(DumpFlag.CREATE, on);
    }
}
