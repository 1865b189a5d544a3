package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.ConfigSetting;
import dev.dbsnapshot.schema.Quoting;
import java.util.List;
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
        NULLIF(p.prosupport::pg_catalog.text, '-') AS prosupport, p.proparallel, p.proconfig\
        """;

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

    void append(StringBuilder sql, boolean window, String language, Quoting quoting, int major) {
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
        for (String item : settings) {
            ConfigSetting setting = ConfigSetting.parse(item);
            if (setting != null) {
                sql.append("\n    SET ").append(quoting.id(setting.name())).append(" TO ");
                sql.append(setting.sqlValue(quoting::literal, major));
            }
        }
    }
}
