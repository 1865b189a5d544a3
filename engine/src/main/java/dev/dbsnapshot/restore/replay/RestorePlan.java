package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.script.EntryCommands;
import dev.dbsnapshot.toc.RestorePass;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a restore does, step by step: what pg_restore sends for the same table of contents, with the owners and privileges
 * that {@link Selected} left in it. Immutable.
 *
 * @param standardConformingStrings how the archive's literals are written
 * @param searchPath the statement that sets the dump's search_path, or {@code null} in archives before 1.13
 * @param steps all steps in order
 * @param entries how many entries are restored
 * @param leftOut what is left out because of the target, and why, one line each
 */
public record RestorePlan(
        boolean standardConformingStrings,
        @Nullable String searchPath,
        List<Step> steps,
        int entries,
        List<String> leftOut) {

    /** Properties of the archive, or of a database that a restore with {@code --create} would make. */
    private static final Set<String> NEVER =
            Set.of("ENCODING", "STDSTRINGS", "SEARCHPATH", "DATABASE", "DATABASE PROPERTIES", "<Init>", "WARNING");

    private static final Set<String> ABOUT_OTHERS = Set.of("ACL", "COMMENT", "SECURITY LABEL");
    private static final char PARTITIONED_TABLE = 'p';

    public RestorePlan {
        steps = StepList.of(steps);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Plans a restore.
     *
     * @param present what the target has already and keeps
     */
    public static RestorePlan of(Toc toc, Present present) {
        String standardStrings = null;
        String searchPath = null;
        for (TocEntry entry : toc.entries()) {
            if (entry.desc().equals("STDSTRINGS")) {
                standardStrings = entry.defn();
            } else if (entry.desc().equals("SEARCHPATH")) {
                searchPath = entry.defn();
            }
        }
        Builder builder = new Builder(
                new EntryCommands(toc),
                searchPath == null,
                toc.entries().stream().anyMatch(entry -> entry.desc().equals("ROW SECURITY")));
        List<String> leftOut = new ArrayList<>();
        for (RestorePass pass : RestorePass.values()) {
            for (TocEntry entry : inOrder(toc, pass)) {
                if (RestorePass.of(entry) != pass || !isRestored(entry) || stays(entry, present)) {
                    continue;
                }
                if (present.isAboutOthers(entry)) {
                    leftOut.add(Step.Labels.of(entry) + " is left out: the role does not own what it is about");
                } else {
                    builder.add(entry);
                }
            }
        }
        boolean off = standardStrings != null && standardStrings.contains("'off'");
        return new RestorePlan(!off, searchPath, builder.steps.build(), builder.entries, leftOut);
    }

    /** Event triggers last: pg_dump has them before materialized views, and would have them fire on REFRESH. */
    private static List<TocEntry> inOrder(Toc toc, RestorePass pass) {
        if (pass != RestorePass.POST_ACL) {
            return toc.entries();
        }
        Map<Boolean, List<TocEntry>> parts = toc.entries().stream()
                .filter(entry -> RestorePass.of(entry) == pass)
                .collect(Collectors.partitioningBy(RestorePlan::isAboutEventTriggers));
        List<TocEntry> entries = new ArrayList<>(parts.getOrDefault(false, List.of()));
        entries.addAll(parts.getOrDefault(true, List.of()));
        return entries;
    }

    private static boolean isAboutEventTriggers(TocEntry entry) {
        return entry.desc().equals("EVENT TRIGGER")
                || (ABOUT_OTHERS.contains(entry.desc())
                        && String.valueOf(entry.tag()).startsWith("EVENT TRIGGER "));
    }

    /** The schema {@code public} is never made, but may get another owner. */
    private static boolean stays(TocEntry entry, Present present) {
        boolean onlyOwner =
                entry.owner() != null && entry.defn() != null && entry.defn().startsWith("--");
        return present.hasSchemaOf(entry) && !onlyOwner;
    }

    private static boolean isRestored(TocEntry entry) {
        String tag = entry.tag() == null ? "" : entry.tag();
        if (NEVER.contains(entry.desc())) {
            return false;
        }
        return !(ABOUT_OTHERS.contains(entry.desc()) && tag.startsWith("DATABASE "));
    }

    private static final class Builder {
        private final EntryCommands commands;
        private final boolean selectsSchemas;
        private final boolean rowSecurity;
        private final StepList.Builder steps = new StepList.Builder();
        private final Set<Integer> tables = new HashSet<>();
        private int entries;
        private @Nullable String tablespace;
        private @Nullable String accessMethod;
        private @Nullable String schema;

        Builder(EntryCommands commands, boolean selectsSchemas, boolean rowSecurity) {
            this.commands = commands;
            this.rowSecurity = rowSecurity;
            this.selectsSchemas = selectsSchemas;
        }

        void add(TocEntry entry) {
            String definition = entry.defn() == null ? "" : entry.defn();
            boolean defines = !definition.isEmpty() && !definition.startsWith("-- load via partition root ");
            if (!defines && !entry.hadDumper()) {
                return;
            }
            entries++;
            select(entry);
            if (entry.desc().equals("SCHEMA") && !definition.startsWith("--")) {
                // Dumps of old servers have AUTHORIZATION in it, which a restore without owners leaves out.
                steps.add(
                        new Step.Definition(entry, "CREATE SCHEMA " + SqlText.id(String.valueOf(entry.tag())) + ";\n"));
            } else if (entry.desc().equals("BLOB METADATA")) {
                steps.add(new Step.Definition(entry, creatingLargeObjects(definition)));
            } else if (entry.desc().equals("MATERIALIZED VIEW DATA") && rowSecurity) {
                // REFRESH reads as the view's owner, and fails where policies that bind her are neither applied nor
                // allowed to be ignored: in the application's sessions they are applied.
                steps.add(new Step.Definition(
                        entry, "SET row_security = on;\n" + definition + "SET row_security = off;\n"));
            } else if (defines) {
                steps.add(new Step.Definition(entry, definition));
            }
            String owner = defines ? commands.owner(entry) : "";
            if (!owner.isEmpty()) {
                steps.add(new Step.Definition(entry, owner));
            }
            if (entry.relkind() == PARTITIONED_TABLE && entry.tableam() != null) {
                steps.add(new Step.Definition(
                        entry,
                        "ALTER TABLE " + SqlText.id(String.valueOf(entry.namespace())) + "."
                                + SqlText.id(String.valueOf(entry.tag())) + " SET ACCESS METHOD "
                                + SqlText.id(entry.tableam()) + ";"));
            }
            if (entry.desc().equals("TABLE") && defines && isHeap(entry)) {
                tables.add(entry.dumpId());
            }
            if (entry.hadDumper()) {
                steps.add(
                        entry.desc().equals("BLOBS")
                                ? new Step.LargeObjects(entry)
                                : new Step.Rows(entry, isIntoMade(entry)));
            }
        }

        private static boolean isHeap(TocEntry table) {
            return table.tableam() == null
                    || table.tableam().isEmpty()
                    || table.tableam().equals("heap");
        }

        /** Not into the root of its partitions, where rows may have come before. */
        private boolean isIntoMade(TocEntry rows) {
            return rows.dependencies().stream().anyMatch(tables::contains) && commands.copiesIntoOwnTable(rows);
        }

        private void select(TocEntry entry) {
            if (selectsSchemas
                    && entry.namespace() != null
                    && !entry.namespace().equals(schema)) {
                schema = entry.namespace();
                steps.add(new Step.Setting(
                        "SET search_path = " + (schema.isEmpty() ? "" : SqlText.id(schema) + ", ") + "pg_catalog;"));
            }
            if (entry.tablespace() != null && !entry.tablespace().equals(tablespace)) {
                tablespace = entry.tablespace();
                steps.add(new Step.Setting(
                        "SET default_tablespace = " + (tablespace.isEmpty() ? "''" : SqlText.id(tablespace)) + ";"));
            }
            boolean chosenBefore = entry.relkind() != PARTITIONED_TABLE;
            if (chosenBefore && entry.tableam() != null && !entry.tableam().equals(accessMethod)) {
                accessMethod = entry.tableam();
                steps.add(new Step.Setting("SET default_table_access_method = " + SqlText.id(accessMethod) + ";"));
            }
        }

        private static String creatingLargeObjects(String oids) {
            StringBuilder sql = new StringBuilder();
            Arrays.stream(oids.split("\\s+")).filter(oid -> oid.matches("\\d+")).forEach(oid -> sql.append(
                            "SELECT pg_catalog.lo_create('")
                    .append(oid)
                    .append("');\n"));
            return sql.toString();
        }
    }
}
