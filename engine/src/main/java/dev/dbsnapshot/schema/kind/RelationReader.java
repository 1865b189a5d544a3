package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter.ColumnAcl;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes relations from the rows of {@link RelationQueries} and decides what of them is dumped. */
final class RelationReader {

    private final CatalogRows rows;
    private final Database database;
    private final Relations kind;

    /** A sequence and the column that owns it, before all tables are known. */
    private record Owned(SchemaObject<Relation> sequence, long table, int column, boolean identity) {}

    RelationReader(CatalogRows rows, Database database, Relations kind) {
        this.rows = rows;
        this.database = database;
        this.kind = kind;
    }

    void read() {
        List<Owned> ownedSequences = new ArrayList<>();
        rows.forEach(RelationQueries.RELATIONS, row -> {
            SchemaObject<Relation> object = add(row);
            long table = row.oid("owning_tab");
            if (table != 0) {
                boolean identity = row.character("owning_deptype") == 'i';
                ownedSequences.add(new Owned(object, table, row.integer("owning_col"), identity));
            }
        });
        ownedSequences.forEach(this::linkToOwner);
        readParents();
        int major = database.catalog().archiveMajor();
        rows.forEach(RelationQueries.ATTRIBUTES, row -> {
            SchemaObject<Relation> object = find(row.oid("attrelid"));
            if (object != null) {
                object.details().attributes().add(Attribute.of(row, object.name(), major));
            }
        });
        rows.forEach(RelationQueries.COLUMN_PRIVILEGES, row -> {
            SchemaObject<Relation> object = find(row.oid("attrelid"));
            if (object != null) {
                object.details()
                        .links()
                        .columnPrivileges()
                        .add(new ColumnAcl(row.integer("attnum"), row.text("attname"), row.textOrNull("attacl")));
            }
        });
        rows.forEach(RelationQueries.UNSAFE_PARTITIONING, row -> {
            SchemaObject<Relation> object = find(row.oid("partrelid"));
            if (object != null) {
                object.details().links().setUnsafePartitions();
            }
        });
    }

    private @Nullable SchemaObject<Relation> find(long oid) {
        return database.find(Relation.class, oid);
    }

    private SchemaObject<Relation> add(Row row) {
        SchemaObject<Relation> object = database.add(
                kind,
                relation(row),
                new CatalogId(row.oid("tableoid"), row.oid("oid")),
                row.text("nspname"),
                row.text("relname"));
        if (!object.details().is(Relation.COMPOSITE_TYPE)) {
            database.catalog().selection().selectTable(object, database);
        }
        if (object.dumps(Component.DEFINITION) || object.dumps(Component.DATA)) {
            object.details().links().setInteresting();
        }
        return object;
    }

    /** A sequence goes with the table that owns it ({@code getOwnedSeqs}). */
    private void linkToOwner(Owned owned) {
        SchemaObject<Relation> table = find(owned.table());
        if (table == null) {
            return;
        }
        SchemaObject<Relation> sequence = owned.sequence();
        sequence.details()
                .links()
                .setOwningColumn(new RelationLinks.OwningColumn(table, owned.column(), owned.identity()));
        if (owned.identity()) {
            // It is a part of the table: there is no way to create it on its own.
            sequence.dump().clear();
        }
        sequence.dump().addAll(table.dump());
        if (sequence.isDumped()) {
            sequence.details().links().setInteresting();
            table.details().links().setInteresting();
        }
    }

    private void readParents() {
        rows.forEach(RelationQueries.INHERITANCE, row -> {
            SchemaObject<Relation> child = find(row.oid("inhrelid"));
            SchemaObject<Relation> parent = find(row.oid("inhparent"));
            if (child != null && parent != null) {
                child.details().parents().add(parent);
                if (child.isDumped()) {
                    // Which columns, defaults and constraints are inherited is seen only by comparing with the parent.
                    parent.details().links().setInteresting();
                }
            }
        });
    }

    private static Relation relation(Row row) {
        return new Relation(
                row.character("relkind"),
                row.text("rolname"),
                row.oid("reltype"),
                row.character("relpersistence"),
                row.bool("relispartition"),
                row.integer("relchecks"),
                row.bool("relhasindex"),
                row.bool("relhasrules"),
                row.bool("relhastriggers"),
                row.bool("relrowsecurity"),
                row.bool("relforcerowsecurity"),
                row.character("relreplident"),
                row.bool("relispopulated"),
                row.bigint("relpages"),
                row.isNull("toastpages") ? 0 : row.bigint("toastpages"),
                Objects.requireNonNullElse(row.textOrNull("spcname"), ""),
                row.textOrNull("amname"),
                texts(row, "reloptions"),
                texts(row, "toast_reloptions"),
                row.textOrNull("checkoption"),
                row.textOrNull("oftype"),
                new Relation.Privileges(row.textOrNull("relacl"), row.text("acldefault")),
                new Relation.Body(
                        row.textOrNull("viewdef"),
                        row.textOrNull("partkeydef"),
                        row.textOrNull("partbound"),
                        row.textOrNull("srvname"),
                        row.textOrNull("ftoptions"),
                        row.isNull("seqstart") ? null : sequence(row),
                        texts(row, "extensions")),
                new RelationLinks());
    }

    private static SequenceParameters sequence(Row row) {
        return new SequenceParameters(
                row.text("seqtype"),
                row.bigint("seqstart"),
                row.bigint("seqincrement"),
                row.bigint("seqmax"),
                row.bigint("seqmin"),
                row.bigint("seqcache"),
                row.bool("seqcycle"));
    }

    private static List<String> texts(Row row, String column) {
        if (row.isNull(column)) {
            return List.of(); // As it nearly always is, of every relation.
        }
        return row.array(column).stream()
                .filter(Objects::nonNull)
                .map(Object::toString)
                .toList();
    }
}
