package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.DumpSection;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.FilterFile;
import dev.dbsnapshot.api.RestoreFlag;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.api.RestoreSelection.Content;
import dev.dbsnapshot.api.RestoreSelection.Objects;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of an archive is restored, with pg_restore's names and meaning, and under which names. */
final class SelectionOptions {

    @Option(names = "--schema", paramLabel = "NAME", description = "Only what is in this schema.")
    private List<String> schemas = List.of();

    @Option(names = "--exclude-schema", paramLabel = "NAME", description = "Nothing of what is in this schema.")
    private List<String> excludedSchemas = List.of();

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "Only this table, view or sequence, and its rows; not what hangs on it.")
    private List<String> tables = List.of();

    @Option(
            names = "--exclude-table",
            paramLabel = "NAME",
            description = "Not this table, view or sequence, nor what depends on it. NAME may be SCHEMA.TABLE.")
    private List<String> excludedTables = List.of();

    @Option(
            names = "--exclude-table-data",
            paramLabel = "NAME",
            description = "Not the rows of this table. NAME may be SCHEMA.TABLE.")
    private List<String> excludedData = List.of();

    @Option(names = "--index", paramLabel = "NAME", description = "Only this index.")
    private List<String> indexes = List.of();

    @Option(
            names = "--function",
            paramLabel = "NAME(ARGS)",
            description = "Only this function, as the list of entries has it.")
    private List<String> functions = List.of();

    @Option(
            names = "--trigger",
            paramLabel = "TABLE NAME",
            description = "Only this trigger, as the list of entries has it.")
    private List<String> triggers = List.of();

    @Option(
            names = "--section",
            paramLabel = "SECTION",
            description = "Only this section: pre-data, data or post-data. May be given several times.")
    private List<String> sections = List.of();

    @Option(
            names = "--use-list",
            paramLabel = "FILE",
            description = "Only the entries of this list, in its order; 'db-snapshot inspect' writes one.")
    private @Nullable String list;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            description = "What is chosen, from a file as pg_restore 17 reads it; - is standard input.")
    private List<String> filters = List.of();

    @Option(names = "--schema-only", description = "Only definitions, no rows.")
    private boolean schemaOnly;

    @Option(
            names = "--data-only",
            description = "Only rows, large objects and positions of sequences; they replace what is there.")
    private boolean dataOnly;

    @Option(
            names = "--owner",
            negatable = true,
            description = "Give objects to the owners that they had. Default: --no-owner")
    private boolean owner;

    @Option(
            names = "--privileges",
            negatable = true,
            description = "Grant the privileges that the archive has. Default: --no-privileges")
    private boolean privileges;

    @Option(names = "--role", paramLabel = "ROLE", description = "SET ROLE before restoring.")
    private @Nullable String role;

    @Option(
            names = "--map-schema",
            paramLabel = "OLD=NEW",
            description = "Restore this schema under another name, beside one of its old name.")
    private Map<String, String> schemaNames = Map.of();

    @Option(
            names = "--map-role",
            paramLabel = "OLD=NEW",
            description = "A role in the place of another: owners, privileges, policies, user mappings.")
    private Map<String, String> roleNames = Map.of();

    @Option(names = "--no-comments", description = "No comments.")
    private boolean noComments;

    @Option(names = "--no-policies", description = "No policies, and no row security.")
    private boolean noPolicies;

    @Option(names = "--no-publications", description = "No publications.")
    private boolean noPublications;

    @Option(names = "--no-subscriptions", description = "No subscriptions.")
    private boolean noSubscriptions;

    @Option(names = "--no-security-labels", description = "No security labels.")
    private boolean noSecurityLabels;

    @Option(names = "--no-tablespaces", description = "Everything into the default tablespace.")
    private boolean noTablespaces;

    @Option(names = "--no-table-access-method", description = "Everything with the default table access method.")
    private boolean noTableAccessMethod;

    /** Whether a filter comes from standard input, which can be read only once. */
    boolean readsStandardInput() {
        return filters.contains("-");
    }

    /** All of them. */
    RestoreSelection selection(Surroundings surroundings) {
        RestoreSelection selection = flags().withRole(role).withContent(content());
        selection = add(selection, Objects.SCHEMA, schemas);
        selection = add(selection, Objects.EXCLUDED_SCHEMA, excludedSchemas);
        selection = add(selection, Objects.TABLE, tables);
        selection = add(selection, Objects.EXCLUDED_TABLE, excludedTables);
        selection = add(selection, Objects.EXCLUDED_TABLE_DATA, excludedData);
        selection = add(selection, Objects.INDEX, indexes);
        selection = add(selection, Objects.FUNCTION, functions);
        selection = add(selection, Objects.TRIGGER, triggers);
        if (!sections.isEmpty()) {
            Set<DumpSection> some = EnumSet.noneOf(DumpSection.class);
            sections.forEach(section -> some.add(ContentOptions.section(section)));
            selection = selection.withSections(some);
        }
        if (list != null) {
            selection = selection.withList(lines(list, surroundings));
        }
        for (String filter : filters) {
            RestoreSelection others = selection;
            selection =
                    FilterSource.read(filter, surroundings, (reader, name) -> FilterFile.select(others, reader, name));
        }
        for (Map.Entry<String, String> name : schemaNames.entrySet()) {
            selection = selection.withSchemaName(name.getKey(), name.getValue());
        }
        for (Map.Entry<String, String> name : roleNames.entrySet()) {
            selection = selection.withRoleName(name.getKey(), name.getValue());
        }
        return selection;
    }

    private Content content() {
        if (schemaOnly && dataOnly) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "--schema-only and --data-only exclude each other: leave out both to restore both");
        }
        return schemaOnly ? Content.SCHEMA : dataOnly ? Content.DATA : Content.ALL;
    }

    private RestoreSelection flags() {
        RestoreSelection selection = RestoreSelection.EVERYTHING;
        Map<RestoreFlag, Boolean> flags = Map.of(
                RestoreFlag.OWNER, owner,
                RestoreFlag.PRIVILEGES, privileges,
                RestoreFlag.NO_COMMENTS, noComments,
                RestoreFlag.NO_POLICIES, noPolicies,
                RestoreFlag.NO_PUBLICATIONS, noPublications,
                RestoreFlag.NO_SUBSCRIPTIONS, noSubscriptions,
                RestoreFlag.NO_SECURITY_LABELS, noSecurityLabels,
                RestoreFlag.NO_TABLESPACES, noTablespaces,
                RestoreFlag.NO_TABLE_ACCESS_METHOD, noTableAccessMethod);
        for (Map.Entry<RestoreFlag, Boolean> flag : flags.entrySet()) {
            selection = flag.getValue() ? selection.with(flag.getKey()) : selection;
        }
        return selection;
    }

    private static RestoreSelection add(RestoreSelection selection, Objects type, List<String> names) {
        RestoreSelection result = selection;
        for (String name : names) {
            result = result.with(type, name);
        }
        return result;
    }

    private static List<String> lines(String list, Surroundings surroundings) {
        try {
            // Only the numbers count, and names may be in any encoding.
            return Files.readAllLines(surroundings.resolve(list), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "could not open list \"" + list + "\": there is no such file", e);
        } catch (IOException e) {
            throw new SnapshotException(ErrorCode.IO, "could not read list \"" + list + "\": " + e.getMessage(), e);
        }
    }
}
