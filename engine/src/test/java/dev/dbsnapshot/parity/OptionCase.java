package dev.dbsnapshot.parity;

import static dev.dbsnapshot.api.NamePattern.Objects.EXTENSION;
import static dev.dbsnapshot.api.NamePattern.Objects.SCHEMA;
import static dev.dbsnapshot.api.NamePattern.Objects.TABLE;
import static dev.dbsnapshot.api.NamePattern.Objects.TABLE_AND_CHILDREN;
import static dev.dbsnapshot.api.NamePattern.Objects.TABLE_DATA;
import static dev.dbsnapshot.api.NamePattern.Objects.TABLE_DATA_AND_CHILDREN;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.DumpSection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * A combination of options, as pg_dump is told and as we are.
 *
 * @param arguments pg_dump's arguments
 * @param options our options
 */
record OptionCase(List<String> arguments, DumpOptions options) {

    /** What every sample is dumped with, as far as pg_dump of this version knows it. */
    static List<OptionCase> all(int major) {
        List<OptionCase> cases = new ArrayList<>();
        DumpOptions all = DumpOptions.DEFAULT;
        add(cases, all.with(DumpFlag.SCHEMA_ONLY), "--schema-only");
        add(cases, all.with(DumpFlag.DATA_ONLY), "--data-only");
        add(cases, all.withSections(EnumSet.of(DumpSection.PRE_DATA)), "--section=pre-data");
        add(
                cases,
                all.withSections(EnumSet.of(DumpSection.DATA, DumpSection.POST_DATA)),
                "--section=data",
                "--section=post-data");
        add(cases, all.include(SCHEMA, "public"), "--schema=public");
        add(
                cases,
                all.include(SCHEMA, "?*[a-z]")
                        .exclude(SCHEMA, "pg_*|information_schema")
                        .exclude(TABLE_DATA, "*.*e*"),
                "--schema=?*[a-z]",
                "--exclude-schema=pg_*|information_schema",
                "--exclude-table-data=*.*e*");
        add(
                cases,
                all.exclude(SCHEMA, "PUBLIC").exclude(TABLE, "*.*o*").with(DumpFlag.LARGE_OBJECTS),
                "--exclude-schema=PUBLIC",
                "--exclude-table=*.*o*",
                "--blobs");
        add(
                cases,
                all.include(TABLE, "(public|[^pi]*).*[aeu]*")
                        .exclude(TABLE, "*.*i*")
                        .with(DumpFlag.LARGE_OBJECTS),
                "--table=(public|[^pi]*).*[aeu]*",
                "--exclude-table=*.*i*",
                "--blobs");
        add(
                cases,
                all.include(TABLE, "(public|[^pi]*).*").with(DumpFlag.DATA_ONLY, DumpFlag.LOAD_VIA_PARTITION_ROOT),
                "--table=(public|[^pi]*).*",
                "--data-only",
                "--load-via-partition-root");
        add(
                cases,
                all.with(
                        DumpFlag.NO_COMMENTS,
                        DumpFlag.NO_PUBLICATIONS,
                        DumpFlag.NO_SUBSCRIPTIONS,
                        DumpFlag.NO_SECURITY_LABELS,
                        DumpFlag.NO_TABLESPACES,
                        DumpFlag.NO_UNLOGGED_TABLE_DATA,
                        DumpFlag.NO_LARGE_OBJECTS,
                        DumpFlag.CLEAN,
                        DumpFlag.IF_EXISTS,
                        DumpFlag.ENABLE_ROW_SECURITY),
                "--no-comments",
                "--no-publications",
                "--no-subscriptions",
                "--no-security-labels",
                "--no-tablespaces",
                "--no-unlogged-table-data",
                "--no-blobs",
                "--clean",
                "--if-exists",
                "--enable-row-security");
        add(cases, all.with(DumpFlag.QUOTE_ALL_IDENTIFIERS), "--quote-all-identifiers");
        if (major >= 14) {
            add(cases, all.include(EXTENSION, "*").with(DumpFlag.INSERTS), "--extension=*", "--inserts");
            add(cases, all.with(DumpFlag.NO_TOAST_COMPRESSION), "--no-toast-compression");
        } else {
            add(cases, all.with(DumpFlag.INSERTS), "--inserts");
        }
        if (major >= 15) {
            add(cases, all.with(DumpFlag.NO_TABLE_ACCESS_METHOD), "--no-table-access-method");
        }
        add(
                cases,
                all.with(DumpFlag.COLUMN_INSERTS, DumpFlag.ON_CONFLICT_DO_NOTHING)
                        .withRowsPerInsert(3),
                "--column-inserts",
                "--on-conflict-do-nothing",
                "--rows-per-insert=3");
        return List.copyOf(cases);
    }

    /** What pg_dump of this version knows, and older ones do not. */
    static List<OptionCase> since(int major) {
        List<OptionCase> cases = new ArrayList<>();
        DumpOptions all = DumpOptions.DEFAULT;
        if (major >= 16) {
            add(
                    cases,
                    all.include(TABLE_AND_CHILDREN, "?.p*").exclude(TABLE_DATA_AND_CHILDREN, "*.*e"),
                    "--table-and-children=?.p*",
                    "--exclude-table-data-and-children=*.*e");
            add(cases, all.exclude(TABLE_AND_CHILDREN, "?.p*"), "--exclude-table-and-children=?.p*");
        }
        if (major >= 17) {
            add(cases, all.exclude(EXTENSION, "h*"), "--exclude-extension=h*");
        }
        return List.copyOf(cases);
    }

    private static void add(List<OptionCase> cases, DumpOptions options, String... arguments) {
        cases.add(new OptionCase(List.of(arguments), options));
    }

    @Override
    public String toString() {
        return String.join(" ", arguments);
    }
}
