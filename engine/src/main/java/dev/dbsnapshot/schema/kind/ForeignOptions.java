package dev.dbsnapshot.schema.kind;

/** OPTIONS of foreign data wrappers, servers and user mappings. */
final class ForeignOptions {

    private ForeignOptions() {}

    /** SQL for the options of an array column, as SQL, by name; the empty text where there are none. */
    static String list(String column) {
        return """
        pg_catalog.array_to_string(ARRAY(
                           SELECT pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value)
                           FROM pg_catalog.pg_options_to_table(%s) AS o ORDER BY o.option_name), E',\\n    ')""".formatted(column);
    }

    /** The clause for such a list, with a blank in front. */
    static String clause(String options) {
        return options.isEmpty() ? "" : " OPTIONS (\n    " + options + "\n)";
    }
}
