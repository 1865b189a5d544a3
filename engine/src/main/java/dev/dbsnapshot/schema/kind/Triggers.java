package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.EnumSet;
import java.util.List;

/** Triggers of tables and views, constraint triggers among them ({@code getTriggers}, {@code dumpTrigger}). */
final class Triggers implements Kind<Triggers.Trigger> {

    /**
     * A trigger.
     *
     * @param table the table or view that it is on
     * @param definition CREATE TRIGGER as {@code pg_get_triggerdef()} writes it
     * @param enabled its state in {@code pg_trigger}: {@code O} enabled, {@code D} disabled, {@code R} replica, {@code A} always
     * @param isPartition whether it is the copy, on a partition, of a trigger that is enabled differently
     * @param extensions the extensions that it DEPENDS ON
     */
    record Trigger(
            SchemaObject<Relation> table,
            String definition,
            char enabled,
            boolean isPartition,
            List<String> extensions) {
        Trigger {
            extensions = List.copyOf(extensions);
        }
    }

    @Override
    public String noun() {
        return "trigger";
    }

    @Override
    public Class<Trigger> type() {
        return Trigger.class;
    }

    @Override
    public Priority priority(Trigger trigger) {
        return Priority.TRIGGER;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("triggers", """
            SELECT t.tgrelid, t.tgname, pg_catalog.pg_get_triggerdef(t.oid, false) AS tgdef, t.tgenabled,
              t.tableoid, t.oid, %s, %s AS extensions
            FROM pg_catalog.pg_trigger t
            %s%sORDER BY t.tgrelid, t.tgname
            """.formatted(
                catalog.major() >= 15 ? "t.tgparentid <> 0 AS tgispartition" : "t.tgisinternal AS tgispartition",
                ExtensionNeeds.names("pg_trigger", "t.oid"),
                UserTables.join("t.tgrelid"),
                wanted(catalog.major()))));
    }

    /** The copies on partitions come with the parent's trigger, unless they are enabled differently. */
    private static String wanted(int major) {
        if (major >= 15) {
            return """
                LEFT JOIN pg_catalog.pg_trigger u ON (u.oid = t.tgparentid)
                WHERE (NOT t.tgisinternal AND t.tgparentid = 0) OR t.tgenabled <> u.tgenabled
                """;
        }
        if (major >= 13) {
            return """
                LEFT JOIN pg_catalog.pg_trigger u ON (u.oid = t.tgparentid)
                WHERE NOT t.tgisinternal OR t.tgenabled <> u.tgenabled
                """;
        }
        // pg_trigger has no tgparentid yet; only pg_depend knows the parent.
        return """
            LEFT JOIN pg_catalog.pg_depend d ON (d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
              AND d.refclassid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objid = t.oid)
            LEFT JOIN pg_catalog.pg_trigger pt ON (pt.oid = d.refobjid)
            WHERE NOT t.tgisinternal OR t.tgenabled <> pt.tgenabled
            """;
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("triggers", row -> {
            SchemaObject<Relation> table = UserTables.dumpedTable(row, "tgrelid", database);
            if (table == null) {
                return;
            }
            SchemaObject<Trigger> trigger = database.add(
                    this,
                    new Trigger(
                            table,
                            row.text("tgdef"),
                            row.character("tgenabled"),
                            row.bool("tgispartition"),
                            ObjectRows.texts(row, "extensions")),
                    new CatalogId(row.oid("tableoid"), row.oid("oid")),
                    table.namespace(),
                    row.text("tgname"));
            trigger.dump().addAll(EnumSet.allOf(Component.class));
        });
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<Trigger> object) {
        return List.of(object.details().table().name());
    }

    @Override
    public int tieBreaksOf12() {
        return 1;
    }

    @Override
    public void write(SchemaObject<Trigger> object, EntryWriter out) {
        Trigger trigger = object.details();
        String owner = trigger.table().details().owner();
        String name = out.quoting().id(object.name());
        String identity = name + " ON " + out.quoting().qualified(trigger.table());
        out.add(out.entry(object, "TRIGGER", Section.POST_DATA)
                .tag(trigger.table().name() + " " + object.name())
                .owner(owner)
                .defn(create(trigger, name, identity, out))
                .dropStmt(trigger.isPartition() ? "" : "DROP TRIGGER " + identity + ";\n")
                .build());
        out.comment(
                object,
                new EntryWriter.CommentTarget(
                        object.catalogId(),
                        0,
                        "TRIGGER " + name + " ON",
                        out.quoting().id(trigger.table().name()),
                        object.namespace(),
                        owner,
                        null));
    }

    private static String create(Trigger trigger, String name, String identity, EntryWriter out) {
        StringBuilder sql = new StringBuilder();
        if (!trigger.isPartition()) {
            sql.append(trigger.definition()).append(";\n");
            sql.append(ExtensionNeeds.statements("TRIGGER", identity, trigger.extensions(), out));
        }
        if (trigger.isPartition() || trigger.enabled() != 'O') {
            String foreign = out.major() >= 13 ? trigger.table().details().foreign() : "";
            sql.append("\nALTER %sTABLE %s %s TRIGGER %s;\n"
                    .formatted(foreign, out.quoting().qualified(trigger.table()), enable(trigger.enabled()), name));
        }
        return sql.toString();
    }

    private static String enable(char enabled) {
        return switch (enabled) {
            case 'D' -> "DISABLE";
            case 'A' -> "ENABLE ALWAYS";
            case 'R' -> "ENABLE REPLICA";
            default -> "ENABLE";
        };
    }
}
