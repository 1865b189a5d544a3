package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
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
import org.jspecify.annotations.Nullable;

/** CREATE TYPE with input and output functions ({@code dumpBaseType}). */
final class BaseTypes implements Kind<BaseTypes.BaseType> {

    /**
     * A base type. Functions and types are quoted and carry their schema where they need it.
     *
     * @param owner whose it is
     * @param functions its functions
     * @param storage how its values are stored
     * @param defaultExpression its default as an expression
     * @param defaultText its default as text
     * @param collatable whether it has a collation
     * @param element its element type
     * @param category its category
     * @param preferred whether it is preferred in its category
     * @param delimiter what stands between elements of its arrays
     */
    record BaseType(
            Ownership owner,
            Functions functions,
            Storage storage,
            @Nullable String defaultExpression,
            @Nullable String defaultText,
            boolean collatable,
            @Nullable String element,
            String category,
            boolean preferred,
            String delimiter) {}

    /** The functions of a base type. */
    record Functions(
            String input,
            String output,
            @Nullable String receive,
            @Nullable String send,
            @Nullable String typmodIn,
            @Nullable String typmodOut,
            @Nullable String analyze,
            @Nullable String subscript) {}

    /** How values of a base type are stored: {@code typlen}, {@code typalign}, {@code typstorage}, {@code typbyval}. */
    record Storage(int length, char alignment, char strategy, boolean byValue) {}

    @Override
    public String noun() {
        return "base type";
    }

    @Override
    public Class<BaseType> type() {
        return BaseType.class;
    }

    @Override
    public Priority priority(BaseType details) {
        return Priority.TYPE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        // Up to 13 whatever has an element is subscripted as arrays are, and there is no word for it.
        String subscript = catalog.archiveMajor() >= 14 ? "NULLIF(t.typsubscript::pg_catalog.text, '-')" : "NULL";
        String columns = """
            ,
                   t.typlen, t.typinput, t.typoutput,
                   NULLIF(t.typreceive::pg_catalog.text, '-') AS typreceive,
                   NULLIF(t.typsend::pg_catalog.text, '-') AS typsend,
                   NULLIF(t.typmodin::pg_catalog.text, '-') AS typmodin,
                   NULLIF(t.typmodout::pg_catalog.text, '-') AS typmodout,
                   NULLIF(t.typanalyze::pg_catalog.text, '-') AS typanalyze,
                   %s AS typsubscript,
                   CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END AS element,
                   t.typdelim, t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred,
                   t.typcollation <> 0 AS typcollatable,
                   pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS typdefaultbin, t.typdefault\
            """.formatted(subscript);
        String where = "t.typtype = 'b' AND NOT " + TypeRows.IS_ARRAY;
        return List.of(new CatalogQuery("base types", TypeRows.query(columns, "", where)));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("base types", row -> ObjectRows.select(this, baseType(row), row, database));
    }

    private static BaseType baseType(Row row) {
        return new BaseType(
                Ownership.of(row),
                new Functions(
                        row.text("typinput"),
                        row.text("typoutput"),
                        row.textOrNull("typreceive"),
                        row.textOrNull("typsend"),
                        row.textOrNull("typmodin"),
                        row.textOrNull("typmodout"),
                        row.textOrNull("typanalyze"),
                        row.textOrNull("typsubscript")),
                new Storage(
                        row.integer("typlen"),
                        row.character("typalign"),
                        row.character("typstorage"),
                        row.bool("typbyval")),
                row.textOrNull("typdefaultbin"),
                row.textOrNull("typdefault"),
                row.bool("typcollatable"),
                row.textOrNull("element"),
                row.text("typcategory"),
                row.bool("typispreferred"),
                row.text("typdelim"));
    }

    @Override
    public void write(SchemaObject<BaseType> object, EntryWriter out) {
        BaseType type = object.details();
        Quoting quoting = out.quoting();
        String name = quoting.qualified(object);
        int length = type.storage().length();
        StringBuilder sql = new StringBuilder("CREATE TYPE " + name + " (\n    INTERNALLENGTH = ");
        sql.append(length == -1 ? "variable" : String.valueOf(length));
        Functions functions = type.functions();
        option(sql, "INPUT", functions.input());
        option(sql, "OUTPUT", functions.output());
        option(sql, "RECEIVE", functions.receive());
        option(sql, "SEND", functions.send());
        option(sql, "TYPMOD_IN", functions.typmodIn());
        option(sql, "TYPMOD_OUT", functions.typmodOut());
        option(sql, "ANALYZE", functions.analyze());
        option(sql, "COLLATABLE", type.collatable() ? "true" : null);
        option(sql, "DEFAULT", defaultOf(type, quoting));
        option(sql, "SUBSCRIPT", functions.subscript());
        option(sql, "ELEMENT", type.element());
        option(sql, "CATEGORY", type.category().equals("U") ? null : quoting.literal(type.category()));
        option(sql, "PREFERRED", type.preferred() ? "true" : null);
        option(sql, "DELIMITER", type.delimiter().equals(",") ? null : quoting.literal(type.delimiter()));
        option(sql, "ALIGNMENT", alignment(type.storage().alignment()));
        option(sql, "STORAGE", strategy(type.storage().strategy()));
        sql.append(type.storage().byValue() ? ",\n    PASSEDBYVALUE" : "").append("\n);\n");
        // Without CASCADE the type and its functions, which need each other, could not be dropped.
        TypeRows.write(object, type.owner(), "TYPE", sql.toString(), "DROP TYPE " + name + " CASCADE;\n", out);
    }

    private static @Nullable String defaultOf(BaseType type, Quoting quoting) {
        if (type.defaultExpression() != null) {
            return type.defaultExpression();
        }
        return type.defaultText() == null ? null : quoting.literal(type.defaultText());
    }

    private static @Nullable String alignment(char code) {
        return switch (code) {
            case 'c' -> "char";
            case 's' -> "int2";
            case 'i' -> "int4";
            case 'd' -> "double";
            default -> null;
        };
    }

    private static @Nullable String strategy(char code) {
        return switch (code) {
            case 'p' -> "plain";
            case 'e' -> "external";
            case 'x' -> "extended";
            case 'm' -> "main";
            default -> null;
        };
    }

    private static void option(StringBuilder sql, String option, @Nullable String value) {
        if (value != null) {
            sql.append(",\n    ").append(option).append(" = ").append(value);
        }
    }
}
