package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.LoopTurn;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Constraints of tables: those with an index ({@code getIndexes}), foreign keys ({@code getConstraints}) and CHECK
 * constraints ({@code getTableAttrs}).
 */
final class Constraints implements Kind<Constraint> {

    @Override
    public String noun() {
        return "constraint";
    }

    @Override
    public Class<Constraint> type() {
        return Constraint.class;
    }

    @Override
    public Priority priority(Constraint constraint) {
        return constraint.type() == Constraint.FOREIGN_KEY ? Priority.FK_CONSTRAINT : Priority.CONSTRAINT;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        int major = catalog.major();
        return List.of(new CatalogQuery("constraints", """
            SELECT c.tableoid, c.oid, c.conrelid, c.conname, c.contype, c.conislocal, c.convalidated,
              c.condeferrable, c.condeferred, c.conindid, c.confrelid, %s AS conperiod,
              CASE WHEN c.contype IN ('p','u') THEN '' ELSE pg_catalog.pg_get_constraintdef(c.oid, false)
                END AS condef,
              t.reloptions AS indreloptions, %s AS indnullsnotdistinct, i.indkey, i.indnkeyatts
            FROM pg_catalog.pg_constraint c
            %sLEFT JOIN pg_catalog.pg_index i ON (c.contype IN ('p','u','x') AND i.indexrelid = c.conindid)
            LEFT JOIN pg_catalog.pg_class t ON (t.oid = i.indexrelid)
            WHERE c.contype IN ('p','u','x','c') OR (c.contype = 'f' AND c.conparentid = 0)%s
            ORDER BY c.conrelid, c.conname
            """.formatted(
                        major >= 18 ? "c.conperiod" : "false",
                        major >= 15 ? "i.indnullsnotdistinct" : "false",
                        UserTables.join("c.conrelid"),
                        // CREATE TABLE cannot make a NOT NULL that is not valid.
                        major >= 18 ? " OR (c.contype = 'n' AND NOT c.convalidated)" : "")));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        Map<Long, List<SchemaObject<IndexAttaches.IndexAttach>>> attaches = new HashMap<>();
        for (SchemaObject<IndexAttaches.IndexAttach> attach : database.all(IndexAttaches.IndexAttach.class)) {
            attaches.computeIfAbsent(attach.details().parent().catalogId().oid(), parent -> new ArrayList<>())
                    .add(attach);
        }
        rows.forEach("constraints", row -> {
            SchemaObject<Relation> table = database.find(Relation.class, row.oid("conrelid"));
            if (table == null || !table.details().isInteresting()) {
                return;
            }
            switch (row.character("contype")) {
                case Constraint.PRIMARY_KEY, Constraint.UNIQUE, Constraint.EXCLUSION -> readKey(row, table, database);
                case Constraint.FOREIGN_KEY -> readForeignKey(row, table, database, attaches);
                default -> readCheck(row, table, database);
            }
        });
    }

    private SchemaObject<Constraint> add(
            Row row, SchemaObject<Relation> table, Constraint.@Nullable Key key, Database database) {
        return database.add(
                this,
                new Constraint(
                        table,
                        row.character("contype"),
                        row.bool("conislocal"),
                        row.text("condef"),
                        row.oid("confrelid"),
                        key),
                new CatalogId(row.oid("tableoid"), row.oid("oid")),
                table.namespace(),
                row.text("conname"));
    }

    private static List<String> names(SchemaObject<Relation> table, List<Long> numbers) {
        List<String> names = new ArrayList<>(numbers.size());
        for (Long number : numbers) {
            names.add(table.details().attribute(number.intValue()).name());
        }
        return names;
    }

    private void readKey(Row row, SchemaObject<Relation> table, Database database) {
        SchemaObject<Index> index = database.find(Index.class, row.oid("conindid"));
        if (index == null) {
            // The index is not valid, so that pg_dump leaves it out, and the constraint with it.
            return;
        }
        List<String> columns =
                row.character("contype") == Constraint.EXCLUSION ? List.of() : names(table, row.numbers("indkey"));
        int keys = Math.min(columns.size(), row.integer("indnkeyatts"));
        SchemaObject<Constraint> constraint = add(
                row,
                table,
                new Constraint.Key(
                        index,
                        columns.subList(0, keys),
                        columns.subList(keys, columns.size()),
                        ObjectRows.texts(row, "indreloptions"),
                        row.bool("indnullsnotdistinct"),
                        row.bool("condeferrable"),
                        row.bool("condeferred"),
                        row.bool("conperiod")),
                database);
        constraint.setSeparate(true);
        constraint.dump().addAll(table.dump());
    }

    private void readForeignKey(
            Row row,
            SchemaObject<Relation> table,
            Database database,
            Map<Long, List<SchemaObject<IndexAttaches.IndexAttach>>> attaches) {
        if (!table.dumps(Component.DEFINITION)) {
            return;
        }
        SchemaObject<Constraint> constraint = add(row, table, null, database);
        constraint.setSeparate(true);
        constraint.dump().addAll(EnumSet.allOf(Component.class));
        SchemaObject<Relation> referenced = database.find(Relation.class, row.oid("confrelid"));
        if (referenced != null && referenced.details().is(Relation.PARTITIONED_TABLE)) {
            dependOnAttaches(constraint, row.oid("conindid"), attaches);
        }
    }

    /** The index of a referenced partitioned table is valid only when all its partitions are attached. */
    private static void dependOnAttaches(
            SchemaObject<Constraint> constraint,
            long indexOid,
            Map<Long, List<SchemaObject<IndexAttaches.IndexAttach>>> attaches) {
        for (SchemaObject<IndexAttaches.IndexAttach> attach : attaches.getOrDefault(indexOid, List.of())) {
            constraint.dependOn(attach);
            dependOnAttaches(
                    constraint, attach.details().partition().catalogId().oid(), attaches);
        }
    }

    private void readCheck(Row row, SchemaObject<Relation> table, Database database) {
        SchemaObject<Constraint> constraint = add(row, table, null, database);
        constraint.dump().addAll(table.dump());
        if (row.character("contype") != Constraint.CHECK) {
            constraint.setSeparate(true);
            return;
        }
        // Data that violates a constraint that is NOT VALID must be loaded before it.
        constraint.setSeparate(!row.bool("convalidated"));
        if (!constraint.isSeparate()) {
            table.dependOn(constraint);
        }
        table.details()
                .links()
                .checks()
                .add(new RelationLinks.InlineCheck(
                        constraint,
                        constraint.details().local(),
                        constraint.details().definition()));
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<Constraint> object) {
        return List.of(object.details().table().name());
    }

    @Override
    public LoopTurn loopTurn() {
        return LoopTurn.TABLE_AND_CHECK;
    }

    /** A table depends on its CHECK constraints and they on it ({@code repairTableConstraintLoop}). */
    @Override
    public boolean breakLoop(Loop loop) {
        for (SchemaObject<?> table : loop.members()) {
            for (SchemaObject<?> member : loop.members()) {
                if (member.details() instanceof Constraint constraint
                        && constraint.type() == Constraint.CHECK
                        && constraint.table() == table) {
                    breakLoop(loop, table, member);
                    return true;
                }
            }
        }
        return false;
    }

    private static void breakLoop(Loop loop, SchemaObject<?> table, SchemaObject<?> constraint) {
        if (loop.size() == 2) {
            constraint.forgetDependency(table);
            return;
        }
        table.forgetDependency(constraint);
        constraint.setSeparate(true);
        constraint.dependOn(table);
        constraint.dependOn(loop.database().postDataBoundary());
    }

    @Override
    public void write(SchemaObject<Constraint> object, EntryWriter out) {
        if (!object.isSeparate()) {
            // It stands in CREATE TABLE, which also writes its comment.
            return;
        }
        if (object.dumps(Component.DEFINITION)) {
            ConstraintEntries.write(object, out);
        }
        comment(object, object, out);
    }

    /** Writes the comment on a constraint ({@code dumpTableConstraintComment}). */
    static void comment(SchemaObject<?> constraint, SchemaObject<?> dependsOn, EntryWriter out) {
        if (!(constraint.details() instanceof Constraint details)) {
            return;
        }
        out.comment(
                dependsOn,
                new EntryWriter.CommentTarget(
                        constraint.catalogId(),
                        0,
                        "CONSTRAINT " + out.quoting().id(constraint.name()) + " ON",
                        out.quoting().id(details.table().name()),
                        details.table().namespace(),
                        details.table().details().owner(),
                        null));
    }
}
