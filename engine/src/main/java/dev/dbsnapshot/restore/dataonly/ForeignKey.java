package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.restore.target.SqlText;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key of the live database. Immutable.
 *
 * @param parent OID of the foreign key of a partitioned table that this is the part of, or 0
 * @param table OID of the table that refers
 * @param referenced OID of the table that it refers to
 * @param index OID of the index that it looks into
 * @param validated whether all rows are known to obey it
 * @param enforced whether anything watches over it (always before 18)
 * @param temporal whether it is about periods (18)
 * @param referable whether the role may make a foreign key to that table
 * @param standsAlone whether it was made on its own: then a part on a partition was so before it became one
 * @param triggerStates the states of the triggers that carry it out, each once
 * @param insertStates those of the triggers that look at rows that are inserted
 * @param comment the comment on it, or {@code null}
 * @param match the condition of a join of {@code fk} and {@code pk} that finds the row that is referred to
 * @param filled the condition on {@code fk} under which it must refer to something
 * @param missing the condition on {@code pk} that is true where nothing was found
 */
record ForeignKey(
        long oid,
        String name,
        long parent,
        long table,
        long referenced,
        long index,
        boolean validated,
        boolean enforced,
        boolean temporal,
        boolean referable,
        boolean standsAlone,
        String definition,
        String triggerStates,
        String insertStates,
        @Nullable String comment,
        String match,
        String filled,
        String missing) {

    // The operators are the constraint's own, with casts to their types where RI_Initial_Check makes them; a name alone
    // would be looked up anew. Equality of text is the same under every deterministic collation, but the parser wants
    // one.
    private static final String QUERY = """
        SELECT con.oid, con.conname, con.conparentid, con.conrelid, con.confrelid, con.conindid, con.convalidated,
            %s AS enforced, %s AS temporal,
            pg_catalog.has_table_privilege(con.confrelid, 'REFERENCES') AS referable, con.connoinherit,
            pg_catalog.pg_get_constraintdef(con.oid) AS definition,
            pg_catalog.obj_description(con.oid, 'pg_constraint') AS comment,
            coalesce(t.states, '') AS trigger_states, coalesce(t.insert_states, '') AS insert_states,
            k.matching, k.missing,
            CASE con.confmatchtype WHEN 'f' THEN k.any_filled ELSE k.all_filled END AS filled
        FROM pg_catalog.pg_constraint con
        LEFT JOIN (SELECT tgconstraint, pg_catalog.string_agg(DISTINCT tgenabled::text, '') AS states,
                pg_catalog.string_agg(DISTINCT tgenabled::text, '') FILTER (WHERE tgtype & 4 <> 0) AS insert_states
            FROM pg_catalog.pg_trigger GROUP BY tgconstraint) t ON t.tgconstraint = con.oid
        JOIN LATERAL (
            SELECT pg_catalog.string_agg(pg_catalog.format('pk.%%I%%s%%s OPERATOR(%%I.%%s) fk.%%I%%s%%s',
                    p.attname, CASE WHEN lt.typtype = 'p' OR lt.oid = p.atttypid THEN ''
                        ELSE pg_catalog.format('::%%I.%%I', ln.nspname, lt.typname) END, c.clause,
                    opn.nspname, o.oprname,
                    f.attname, CASE WHEN rt.typtype = 'p' OR rt.oid = f.atttypid THEN ''
                        ELSE pg_catalog.format('::%%I.%%I', rn.nspname, rt.typname) END, c.clause),
                    ' AND ' ORDER BY x.n) AS matching,
                pg_catalog.string_agg(pg_catalog.format('pk.%%I IS NULL', p.attname), ' AND ' ORDER BY x.n) AS missing,
                pg_catalog.string_agg(pg_catalog.format('fk.%%I IS NOT NULL', f.attname), ' AND ' ORDER BY x.n)
                    AS all_filled,
                pg_catalog.string_agg(pg_catalog.format('fk.%%I IS NOT NULL', f.attname), ' OR ' ORDER BY x.n)
                    AS any_filled
            FROM unnest(con.conkey, con.confkey, con.conpfeqop)
                WITH ORDINALITY AS x (key, refkey, operator, n)
            JOIN pg_catalog.pg_attribute f ON f.attrelid = con.conrelid AND f.attnum = x.key
            JOIN pg_catalog.pg_attribute p ON p.attrelid = con.confrelid AND p.attnum = x.refkey
            JOIN pg_catalog.pg_operator o ON o.oid = x.operator
            JOIN pg_catalog.pg_namespace opn ON opn.oid = o.oprnamespace
            JOIN pg_catalog.pg_type lt ON lt.oid = o.oprleft
            JOIN pg_catalog.pg_namespace ln ON ln.oid = lt.typnamespace
            JOIN pg_catalog.pg_type rt ON rt.oid = o.oprright
            JOIN pg_catalog.pg_namespace rn ON rn.oid = rt.typnamespace
            LEFT JOIN LATERAL (SELECT CASE WHEN f.attcollation = p.attcollation OR co.oid IS NULL THEN ''
                    ELSE pg_catalog.format(' COLLATE %%I.%%I', cn.nspname, co.collname) END AS clause
                FROM (SELECT 1) one
                LEFT JOIN pg_catalog.pg_collation co ON co.oid = p.attcollation
                LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace) c ON true
        ) k ON true
        WHERE con.contype = 'f'
        ORDER BY con.oid
        """;

    static String query(int major) {
        return major >= 18 ? QUERY.formatted("con.conenforced", "con.conperiod") : QUERY.formatted("true", "false");
    }

    static ForeignKey read(Row row) {
        return new ForeignKey(
                row.oid("oid"),
                row.text("conname"),
                row.oid("conparentid"),
                row.oid("conrelid"),
                row.oid("confrelid"),
                row.oid("conindid"),
                row.bool("convalidated"),
                row.bool("enforced"),
                row.bool("temporal"),
                row.bool("referable"),
                row.bool("connoinherit"),
                row.text("definition"),
                row.text("trigger_states"),
                row.text("insert_states"),
                row.textOrNull("comment"),
                row.text("matching"),
                row.text("filled"),
                row.text("missing"));
    }

    /** Whether its triggers are as the server makes them: only then does a new one equal it. */
    boolean hasUsualTriggers() {
        return triggerStates.isEmpty() || triggerStates.equals("O");
    }

    /** Whether nothing looks at rows that are inserted: somebody has disabled it. */
    boolean isSwitchedOff() {
        return !enforced || insertStates.equals("D");
    }

    String label(Relation of) {
        return "foreign key " + SqlText.id(name) + " of " + of.name();
    }
}
