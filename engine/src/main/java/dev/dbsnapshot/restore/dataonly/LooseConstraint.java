package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Row;

/**
 * A CHECK or NOT NULL constraint that is NOT VALID: rows that were there before it may break it, but rows that are
 * loaded may not. pg_dump makes it after the rows. One that a child has of its own and inherits as well is dropped after
 * its parent's, and made before it.
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
        WHERE con.contype IN ('c', 'n') AND NOT con.convalidated AND (con.conislocal OR con.contypid <> 0) AND %s
            AND (c.oid IS NULL OR c.relkind IN ('r', 'p'))
        ORDER BY con.oid
        """;

    // One that a child only inherits goes and comes with its parent's; but it may be valid, because the child was made
    // later, and may have a comment.
    private static final String INHERITED = """
        WITH RECURSIVE above (child, parent) AS (
            SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits
            UNION
            SELECT a.child, i.inhparent FROM above a JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.parent)
        SELECT DISTINCT con.conrelid, pg_catalog.format('constraint %%I of %%I.%%I', con.conname, n.nspname, c.relname)
                AS label,
            CASE WHEN con.convalidated THEN pg_catalog.format('ALTER TABLE %%I.%%I VALIDATE CONSTRAINT %%I; ',
                n.nspname, c.relname, con.conname) ELSE '' END
                || pg_catalog.format('COMMENT ON CONSTRAINT %%I ON %%I.%%I IS %%L', con.conname, n.nspname, c.relname,
                    pg_catalog.obj_description(con.oid, 'pg_constraint')) AS sql
        FROM pg_catalog.pg_constraint con
        JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN above ON above.child = con.conrelid
        JOIN pg_catalog.pg_constraint p ON p.conrelid = above.parent AND p.conname = con.conname
            AND p.contype = con.contype AND p.conislocal AND NOT p.convalidated
        WHERE con.contype IN ('c', 'n') AND NOT con.conislocal AND %s
        """;

    /**
     * What is done to constraints that are inherited from some of these, after those are there again.
     *
     * @param table OID of the table
     */
    record Inherited(long table, Action action) {
        static String query(int major) {
            return INHERITED.formatted(major >= 18 ? "p.conenforced" : "true");
        }

        static Inherited read(Row row) {
            return new Inherited(row.oid("conrelid"), new Action(row.text("label"), row.text("sql")));
        }
    }

    static String query(int major) {
        return QUERY.formatted(major >= 18 ? "con.conenforced" : "true");
    }

    static LooseConstraint read(Row row) {
        return new LooseConstraint(
                row.oid("conrelid"), row.bool("owned"), row.text("label"), row.text("drop"), row.text("add"));
    }
}
