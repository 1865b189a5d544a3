package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a child table need not say about its columns because its parents do ({@code flagInhAttrs}). */
final class Inheritance {

    private static final String NULL = "NULL";

    private final Database database;
    private final AttributeDefaults kind;

    /** What the parents have of a column of this name. */
    private static final class Inherited {
        boolean notNull;
        boolean validNotNull;
        boolean plainDefault;
        boolean sameGenerated;
        boolean otherGenerated;
    }

    Inheritance(Database database, AttributeDefaults kind) {
        this.database = database;
        this.kind = kind;
    }

    void flagAttributes() {
        for (SchemaObject<Relation> table : database.all(Relation.class)) {
            Relation relation = table.details();
            if (!table.isDumped()
                    || relation.parents().isEmpty()
                    || relation.is(Relation.SEQUENCE)
                    || relation.is(Relation.VIEW)
                    || relation.is(Relation.MATERIALIZED_VIEW)) {
                continue;
            }
            for (Attribute attribute : relation.attributes()) {
                if (!attribute.dropped()) {
                    flag(table, attribute);
                }
            }
        }
    }

    private void flag(SchemaObject<Relation> table, Attribute attribute) {
        RelationLinks links = table.details().links();
        int number = attribute.number();
        Inherited inherited = inherited(table.details(), attribute);
        if (database.catalog().archiveMajor() >= 18) {
            if (!inherited.validNotNull) {
                // All parents have it NOT VALID, so that the child would not get its valid one from them.
                links.setNotNullLocal(number);
            }
        } else if (inherited.notNull) {
            // Before 18 the catalog does not know; what the parent has too counts as inherited.
            links.setNotNullInherited(number);
        }
        if (inherited.plainDefault && !links.defaults().containsKey(number)) {
            addDefaultNull(table, attribute);
        }
        dropInheritedGeneration(table, number, inherited);
    }

    private void dropInheritedGeneration(SchemaObject<Relation> table, int number, Inherited inherited) {
        if (table.details().isPartition()) {
            return;
        }
        RelationLinks links = table.details().links();
        // From 16 on a child may have another expression than its parent.
        if (database.catalog().major() >= 16) {
            SchemaObject<AttributeDefault> own = links.defaults().get(number);
            if (inherited.sameGenerated && !inherited.otherGenerated && own != null) {
                own.dump().clear();
            }
        } else if (inherited.sameGenerated || inherited.otherGenerated) {
            links.removeDefault(number);
        }
    }

    private Inherited inherited(Relation child, Attribute attribute) {
        // Up to 15 pg_dump counts the DEFAULT NULL too that it made up for the parent, if the parent is the older
        // table.
        boolean countsMadeUpNull = database.catalog().archiveMajor() < 16;
        Inherited result = new Inherited();
        SchemaObject<AttributeDefault> own = child.links().defaults().get(attribute.number());
        for (SchemaObject<Relation> parentObject : child.parents()) {
            Relation parent = parentObject.details();
            Attribute inParent = find(parent, attribute.name());
            if (inParent == null) {
                continue;
            }
            SchemaObject<AttributeDefault> parentDefault =
                    parent.links().defaults().get(inParent.number());
            String expression =
                    parentDefault == null ? null : parentDefault.details().expression();
            result.notNull |= inParent.notNull().present();
            result.validNotNull |=
                    inParent.notNull().present() && !inParent.notNull().invalid();
            if (!inParent.isGenerated()) {
                result.plainDefault |= expression != null && (countsMadeUpNull || !expression.equals(NULL));
            } else if (expression != null
                    && own != null
                    && Objects.equals(expression, own.details().expression())) {
                result.sameGenerated = true;
            } else {
                result.otherGenerated = true;
            }
        }
        return result;
    }

    private static @Nullable Attribute find(Relation relation, String name) {
        for (Attribute attribute : relation.attributes()) {
            if (attribute.name().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    /** The child has no default although a parent has one: it must say so, or else it would inherit it. */
    private void addDefaultNull(SchemaObject<Relation> table, Attribute attribute) {
        int number = attribute.number();
        SchemaObject<AttributeDefault> object = database.addDerived(
                kind, new AttributeDefault(table, number, NULL), CatalogId.NONE.oid(), table.namespace(), table.name());
        object.dump().addAll(table.dump());
        object.setSeparate(!table.details().prints(attribute));
        if (object.isSeparate()) {
            object.dependOn(table);
        }
        table.details().links().putDefault(number, object);
    }
}
