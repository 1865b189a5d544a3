package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Quoting;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells a function, procedure or aggregate from others of its name.
 *
 * @param arguments how many input arguments it has
 * @param full all arguments with names and defaults ({@code pg_get_function_arguments})
 * @param identity what DROP needs ({@code pg_get_function_identity_arguments})
 * @param types the types of the input arguments, for the tag
 * @param typeNames schema and name of each of these types, one after the other, for sorting
 */
record RoutineSignature(int arguments, String full, String identity, String types, List<String> typeNames) {

    /** Columns of {@code pg_proc p} that {@link #of} takes. */
    static final String COLUMNS = """
            p.pronargs,
                   pg_catalog.pg_get_function_arguments(p.oid) AS funcargs,
                   pg_catalog.pg_get_function_identity_arguments(p.oid) AS funciargs,
                   pg_catalog.array_to_string(ARRAY(
                       SELECT pg_catalog.format_type(a.type, NULL)
                       FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, position)
                       ORDER BY a.position), ', ') AS argtypes,
                   ARRAY(SELECT names.name
                       FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, position)
                       JOIN pg_catalog.pg_type t ON t.oid = a.type
                       JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
                       CROSS JOIN LATERAL (VALUES (1, tn.nspname::pg_catalog.text), (2, t.typname::pg_catalog.text))
                           AS names (part, name)
                       ORDER BY a.position, names.part) AS argnames""";

    /** {@code schema.name(types)} of {@code pg_proc p} in {@code pg_namespace n}, NULL where there is no such function. */
    static final String QUALIFIED = """
            CASE WHEN p.oid IS NOT NULL THEN pg_catalog.format('%I.%I(%s)', n.nspname, p.proname,
                       pg_catalog.array_to_string(ARRAY(
                           SELECT pg_catalog.format_type(a.type, NULL)
                           FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, position)
                           ORDER BY a.position), ', ')) END""";

    static RoutineSignature of(Row row) {
        return new RoutineSignature(
                row.integer("pronargs"),
                row.text("funcargs"),
                row.text("funciargs"),
                row.text("argtypes"),
                ObjectRows.texts(row, "argnames"));
    }

    /** {@code name(arguments)} as CREATE needs it, without schema ({@code format_function_arguments}). */
    String full(String name, Quoting quoting) {
        return quoting.id(name) + "(" + full + ")";
    }

    /** {@code name(arguments)} as DROP needs it, without schema. */
    String identity(String name, Quoting quoting) {
        return quoting.id(name) + "(" + identity + ")";
    }

    /** {@code name(types)} with the name as it is given ({@code format_function_signature}). */
    String withTypes(String name) {
        return name + "(" + types + ")";
    }

    /** Number of arguments, then the arguments' types. */
    List<Comparable<?>> tieBreak() {
        List<Comparable<?>> result = new ArrayList<>();
        result.add((long) arguments);
        result.addAll(typeNames);
        return result;
    }
}
