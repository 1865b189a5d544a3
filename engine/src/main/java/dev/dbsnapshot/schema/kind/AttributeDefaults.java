package dev.dbsnapshot.schema.kind;

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
import dev.dbsnapshot.toc.Section;
import java.util.List;

/**
 * Defaults and generation expressions of columns. They stand inside CREATE TABLE unless the column does not or a
 * dependency loop forbids it.
 */
public final class AttributeDefaults implements Kind<AttributeDefault> {

    private static final String DEFAULTS = "defaults";

    @Override
    public String noun() {
        return "default of a column";
    }

    @Override
    public Class<AttributeDefault> type() {
        return AttributeDefault.class;
    }

    @Override
    public Priority priority(AttributeDefault details) {
        return Priority.ATTRDEF;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery(DEFAULTS, """
            SELECT a.tableoid, a.oid, a.adrelid, a.adnum, pg_catalog.pg_get_expr(a.adbin, a.adrelid) AS adsrc
            FROM pg_catalog.pg_attrdef a
            ORDER BY a.adrelid, a.adnum
            """));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach(DEFAULTS, row -> {
            SchemaObject<Relation> table = database.find(Relation.class, row.oid("adrelid"));
            int number = row.integer("adnum");
            if (table == null
                    || !table.details().isInteresting()
                    || table.details().attribute(number).dropped()) {
                return;
            }
            SchemaObject<AttributeDefault> object = database.add(
                    this,
                    new AttributeDefault(table, number, row.text("adsrc")),
                    new CatalogId(row.oid("tableoid"), row.oid("oid")),
                    table.namespace(),
                    table.name());
            object.dump().addAll(table.dump());
            place(object);
            table.details().links().putDefault(number, object);
        });
        new Inheritance(database, this).flagAttributes();
    }

    private static void place(SchemaObject<AttributeDefault> object) {
        SchemaObject<Relation> table = object.details().table();
        Attribute attribute = object.details().attribute();
        // There is no ALTER TABLE that would make a column a generated one.
        boolean separate = !attribute.isGenerated()
                && (table.details().is(Relation.VIEW) || !table.details().prints(attribute));
        object.setSeparate(separate);
        if (!separate) {
            // What the expression needs must be there before the table.
            table.dependOn(object);
        }
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<AttributeDefault> object) {
        return List.of((long) object.details().number());
    }

    @Override
    public int tieBreaksOf12() {
        return 1;
    }

    @Override
    public LoopTurn loopTurn() {
        return LoopTurn.TABLE_AND_DEFAULT;
    }

    @Override
    public boolean breakLoop(Loop loop) {
        for (int i = 0; i < loop.size(); i++) {
            for (int j = 0; j < loop.size(); j++) {
                if (loop.get(j).details() instanceof AttributeDefault attributeDefault
                        && attributeDefault.table() == loop.get(i)) {
                    breakLoop(loop.size(), loop.get(i), loop.get(j));
                    return true;
                }
            }
        }
        return false;
    }

    /** {@code repairTableAttrDefLoop} for the two alone, {@code repairTableAttrDefMultiLoop} for longer loops. */
    private static void breakLoop(int size, SchemaObject<?> table, SchemaObject<?> attributeDefault) {
        if (size == 2) {
            attributeDefault.forgetDependency(table);
        } else {
            table.forgetDependency(attributeDefault);
            attributeDefault.setSeparate(true);
            attributeDefault.dependOn(table);
        }
    }

    @Override
    public void write(SchemaObject<AttributeDefault> object, EntryWriter out) {
        if (!object.isSeparate() || !object.dumps(Component.DEFINITION)) {
            return;
        }
        SchemaObject<Relation> table = object.details().table();
        String attribute = object.details().attribute().name();
        String foreign = table.details().foreign();
        String name = out.quoting().qualified(table);
        String column = out.quoting().id(attribute);
        out.add(out.entry(object, "DEFAULT", Section.PRE_DATA)
                .tag(table.name() + " " + attribute)
                .defn("ALTER " + foreign + "TABLE ONLY " + name + " ALTER COLUMN " + column + " SET DEFAULT "
                        + object.details().expression() + ";\n")
                .dropStmt("ALTER " + foreign + "TABLE " + name + " ALTER COLUMN " + column + " DROP DEFAULT;\n")
                .owner(table.details().owner())
                .build());
    }
}
