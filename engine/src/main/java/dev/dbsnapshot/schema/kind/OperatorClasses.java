package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CREATE OPERATOR CLASS ({@code getOpclasses}, {@code dumpOpclass}). */
final class OperatorClasses implements Kind<OperatorClasses.OperatorClass> {

    /**
     * An operator class. Types and the family are quoted and carry their schema.
     *
     * @param owner its owner
     * @param accessMethod the access method's name, unquoted
     * @param isDefault whether it is its type's default
     * @param type the type that it is for
     * @param family its family
     * @param storage the type that the index stores, where it is another one
     * @param members its operators and functions
     */
    record OperatorClass(
            String owner,
            String accessMethod,
            boolean isDefault,
            String type,
            String family,
            @Nullable String storage,
            List<String> members) {}

    @Override
    public String noun() {
        return "operator class";
    }

    @Override
    public Class<OperatorClass> type() {
        return OperatorClass.class;
    }

    @Override
    public Priority priority(OperatorClass details) {
        return Priority.OPFAMILY;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT c.tableoid, c.oid, n.nspname, c.opcname AS name,
                   pg_catalog.pg_get_userbyid(c.opcowner) AS owner, a.amname, c.opcdefault,
                   c.opcintype::pg_catalog.regtype AS type,
                   pg_catalog.format('%%I.%%I', fn.nspname, f.opfname) AS family,
                   NULLIF(c.opckeytype::pg_catalog.regtype::pg_catalog.text, '-') AS storage
            FROM pg_catalog.pg_opclass c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
            JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod
            JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
            JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
            WHERE c.oid >= %s
            ORDER BY c.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(
                OperatorMembers.query("members of operator classes", "pg_opclass"),
                new CatalogQuery("operator classes", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        Map<Long, List<String>> members = OperatorMembers.read(rows, "members of operator classes");
        rows.forEach("operator classes", row -> {
            OperatorClass details = new OperatorClass(
                    row.text("owner"),
                    row.text("amname"),
                    row.bool("opcdefault"),
                    row.text("type"),
                    row.text("family"),
                    row.textOrNull("storage"),
                    members.getOrDefault(row.oid("oid"), List.of()));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<OperatorClass> object) {
        return List.of(object.details().accessMethod());
    }

    @Override
    public void write(SchemaObject<OperatorClass> object, EntryWriter out) {
        OperatorClass details = object.details();
        Quoting quoting = out.quoting();
        String using = " USING " + quoting.id(details.accessMethod());
        List<String> parts = new ArrayList<>();
        if (details.storage() != null) {
            parts.add("STORAGE " + details.storage());
        }
        parts.addAll(details.members());
        if (parts.isEmpty()) {
            parts.add("STORAGE " + details.type()); // Says nothing new, but the list must not be empty.
        }
        String sql = "CREATE OPERATOR CLASS " + quoting.qualified(object) + "\n    "
                + (details.isDefault() ? "DEFAULT " : "") + "FOR TYPE " + details.type() + using + " FAMILY "
                + details.family() + " AS\n    " + String.join(" ,\n    ", parts) + ";\n";
        String drop = "DROP OPERATOR CLASS " + quoting.qualified(object) + using + ";\n";
        String commentName = quoting.id(object.name()) + using;
        PreDataEntry.write(object, "OPERATOR CLASS", commentName, details.owner(), sql, drop, out);
    }
}
