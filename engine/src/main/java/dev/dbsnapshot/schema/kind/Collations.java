package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** CREATE COLLATION of every provider ({@code getCollations}, {@code dumpCollation}). */
final class Collations implements Kind<Collations.Collation> {

    /**
     * A collation.
     *
     * @param owner its owner
     * @param encoding {@code collencoding}, for sorting
     * @param provider {@code collprovider}: c, i or, from 17 on, b
     * @param deterministic whether equal means equal byte for byte
     * @param collate {@code collcollate}
     * @param ctype {@code collctype}
     * @param locale the locale of providers other than libc
     * @param rules ICU's tailoring rules (16 and newer)
     */
    record Collation(
            String owner,
            long encoding,
            char provider,
            boolean deterministic,
            @Nullable String collate,
            @Nullable String ctype,
            @Nullable String locale,
            @Nullable String rules) {}

    @Override
    public String noun() {
        return "collation";
    }

    @Override
    public Class<Collation> type() {
        return Collation.class;
    }

    @Override
    public Priority priority(Collation details) {
        return Priority.COLLATION;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        int major = catalog.major();
        // Before 15 ICU's locale stands in the columns that libc uses.
        String icuLocale = major >= 15 ? "c.colliculocale" : "c.collcollate";
        String sql = """
            SELECT c.tableoid, c.oid, n.nspname, c.collname AS name,
                   pg_catalog.pg_get_userbyid(c.collowner) AS owner, c.collencoding, c.collprovider,
                   c.collisdeterministic, c.collcollate, c.collctype, %s AS locale, %s AS rules
            FROM pg_catalog.pg_collation c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
            WHERE c.oid >= %s
            ORDER BY c.oid\
            """.formatted(
                        major >= 17 ? "c.colllocale" : icuLocale,
                        major >= 16 ? "c.collicurules" : "NULL",
                        ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(new CatalogQuery("collations", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("collations", row -> {
            Collation details = new Collation(
                    row.text("owner"),
                    row.bigint("collencoding"),
                    row.character("collprovider"),
                    row.bool("collisdeterministic"),
                    row.textOrNull("collcollate"),
                    row.textOrNull("collctype"),
                    row.textOrNull("locale"),
                    row.textOrNull("rules"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<Collation> object) {
        return List.of(object.details().encoding());
    }

    @Override
    public void write(SchemaObject<Collation> object, EntryWriter out) {
        Collation collation = object.details();
        Quoting quoting = out.quoting();
        StringBuilder sql = new StringBuilder("CREATE COLLATION " + quoting.qualified(object) + " (provider = ");
        switch (collation.provider()) {
            case 'b' -> sql.append("builtin");
            case 'c' -> sql.append("libc");
            case 'i' -> sql.append("icu");
            default ->
                throw new SnapshotException(
                        ErrorCode.UNSUPPORTED,
                        "the provider \"" + collation.provider() + "\" of collation " + object.name()
                                + " is not known to this version: use a newer one");
        }
        sql.append(collation.deterministic() ? "" : ", deterministic = false");
        if (collation.provider() == 'c') {
            appendLibc(sql, collation, quoting);
        } else {
            option(sql, "locale", collation.locale(), quoting);
            if (collation.rules() != null) {
                option(sql, "rules", collation.rules(), quoting);
            }
        }
        sql.append(");\n");
        PreDataEntry.write(object, "COLLATION", collation.owner(), sql.toString(), out);
    }

    private static void appendLibc(StringBuilder sql, Collation collation, Quoting quoting) {
        if (Objects.equals(collation.collate(), collation.ctype())) {
            option(sql, "locale", collation.collate(), quoting);
        } else {
            option(sql, "lc_collate", collation.collate(), quoting);
            option(sql, "lc_ctype", collation.ctype(), quoting);
        }
    }

    private static void option(StringBuilder sql, String option, @Nullable String value, Quoting quoting) {
        sql.append(", ").append(option).append(" = ").append(quoting.literal(value == null ? "" : value));
    }
}
