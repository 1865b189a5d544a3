package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Row;

/**
 * A CHECK or NOT NULL constraint that is NOT VALID: rows that were there before it may break it, but rows that are
 * loaded may not. pg_dump makes it after the rows.
 *
 * @param table OID of its table, or 0 if it is a domain's
 * @param owned whether the role has the rights of its owner
 * @param label what messages call it
 */
record LooseConstraint(long table, boolean owned, String label, String drop, String add) {

    private static final String QUERY = """
        SELECT con.conrelid, pg_catalog.pg_has_role(coalesce(c.relowner, t.typowner), 'USAGE') AS owned,
            pg_catalog.format('constraint %%I of %%s', con.conname, x.name) AS label,
            pg_catalog.format('ALTER %%s %%s DROP CONSTRAINT %%I', x.alter, x.name, con.conname) AS drop,
            pg_catalog.format('ALTER %%s %%s ADD CONSTRAINT %%I %%s', x.alter, x.name, con.conname,
                    pg_catalog.pg_get_constraintdef(con.oid))
                || coalesce(pg_catalog.format('; COMMENT ON CONSTRAINT %%I ON %%s%%s IS %%L', con.conname, x.kind,
                    x.name, pg_catalog.obj_description(con.oid, 'pg_constraint')), '') AS add
        FROM pg_catalog.pg_constraint con
        LEFT JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
        LEFT JOIN pg_catalog.pg_type t ON t.oid = con.contypid
        JOIN pg_catalog.pg_namespace n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
        JOIN LATERAL (SELECT pg_catalog.format('%%I.%%I', n.nspname, coalesce(c.relname, t.typname)) AS name,
            CASE WHEN c.oid IS NULL THEN 'DOMAIN' ELSE 'TABLE' END AS alter,
            CASE WHEN c.oid IS NULL THEN 'DOMAIN ' ELSE '' END AS kind) x ON true
        WHERE con.contype IN ('c', 'n') AND NOT con.convalidated AND con.coninhcount = 0 AND %s
            AND (c.oid IS NULL OR c.relkind IN ('r', 'p'))
        ORDER BY con.oid
        """;

    static String query(int major) {
        return QUERY.formatted(major >= 18 ? "con.conenforced" : "true");
    }

    static LooseConstraint read(Row row) {
        return new LooseConstraint(
                row.oid("conrelid"), row.bool("owned"), row.text("label"), row.text("drop"), row.text("add"));
    }
}
