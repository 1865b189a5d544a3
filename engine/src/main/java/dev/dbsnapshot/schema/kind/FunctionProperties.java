package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Quoting;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What CREATE FUNCTION says between the language and the body.
 *
 * @param transforms the types of TRANSFORM FOR TYPE
 * @param volatility {@code provolatile}: i, s or v
 * @param strict whether it is STRICT
 * @param securityDefiner whether it is SECURITY DEFINER
 * @param leakproof whether it is LEAKPROOF
 * @param cost {@code procost} as text
 * @param returnsSet whether it returns a set
 * @param rows {@code prorows} as text
 * @param support its support function, or {@code null}
 * @param parallel {@code proparallel}: s, r or u
 * @param settings its settings, each {@code name=value}
 */
record FunctionProperties(
        List<String> transforms,
        char volatility,
        boolean strict,
        boolean securityDefiner,
        boolean leakproof,
        String cost,
        boolean returnsSet,
        String rows,
        @Nullable String support,
        char parallel,
        List<String> settings) {

    /** Columns of {@code pg_proc p} that {@link #of} takes. */
    static final String COLUMNS = """
                   ARRAY(SELECT pg_catalog.format_type(u.type, NULL)
                       FROM pg_catalog.unnest(p.protrftypes) WITH ORDINALITY AS u (type, position)
                       ORDER BY u.position) AS transforms,
                   p.provolatile, p.proisstrict, p.prosecdef, p.proleakproof, p.proretset,
                   p.procost::pg_catalog.text AS procost, p.prorows::pg_catalog.text AS prorows,
                   NULLIF(p.prosupport::pg_catalog.text, '-') AS prosupport, p.proparallel, p.proconfig""";

    /**
     * Settings whose values are lists of quoted names ({@code variable_is_guc_list_quote}); a name that a version does
     * not have cannot be set on a function there.
     */
    private static final Set<String> LISTS = Set.of(
            "local_preload_libraries",
            "oauth_validator_libraries",
            "output_plugin_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    static FunctionProperties of(Row row) {
        return new FunctionProperties(
                ObjectRows.texts(row, "transforms"),
                row.character("provolatile"),
                row.bool("proisstrict"),
                row.bool("prosecdef"),
                row.bool("proleakproof"),
                row.text("procost"),
                row.bool("proretset"),
                row.text("prorows"),
                row.textOrNull("prosupport"),
                row.character("proparallel"),
                ObjectRows.texts(row, "proconfig"));
    }

    void append(StringBuilder sql, boolean window, String language, Quoting quoting) {
        if (!transforms.isEmpty()) {
            sql.append(transforms.stream().collect(Collectors.joining(", FOR TYPE ", " TRANSFORM FOR TYPE ", "")));
        }
        sql.append(window ? " WINDOW" : "");
        sql.append(volatility == 'i' ? " IMMUTABLE" : volatility == 's' ? " STABLE" : "");
        sql.append(strict ? " STRICT" : "");
        sql.append(securityDefiner ? " SECURITY DEFINER" : "");
        sql.append(leakproof ? " LEAKPROOF" : "");
        // pg_dump leaves out the costs that CREATE FUNCTION would choose itself.
        String usualCost = language.equals("internal") || language.equals("c") ? "1" : "100";
        if (!cost.equals("0") && !cost.equals(usualCost)) {
            sql.append(" COST ").append(cost);
        }
        if (returnsSet && !rows.equals("0") && !rows.equals("1000")) {
            sql.append(" ROWS ").append(rows);
        }
        if (support != null) {
            sql.append(" SUPPORT ").append(support);
        }
        sql.append(parallel == 's' ? " PARALLEL SAFE" : parallel == 'r' ? " PARALLEL RESTRICTED" : "");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals >= 0) {
                String name = setting.substring(0, equals);
                sql.append("\n    SET ").append(quoting.id(name)).append(" TO ");
                sql.append(value(name, setting.substring(equals + 1), quoting));
            }
        }
    }

    /** Lists are stored with their elements quoted as names; each becomes a literal, since names may be empty or long. */
    private static String value(String name, String value, Quoting quoting) {
        if (!LISTS.contains(name.toLowerCase(Locale.ROOT))) {
            return quoting.literal(value);
        }
        return SettingList.split(value).stream().map(quoting::literal).collect(Collectors.joining(", "));
    }
}
