package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.testdata.PostgresServer;

/** What a database holds, as text that can be compared. */
final class DatabaseState {

    private DatabaseState() {}

    /** All rows, positions of sequences, contents of large objects, whether materialized views are filled. */
    static String data(PostgresServer server, String database) {
        return server.query(database, """
            SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
                SELECT c.oid::regclass || ': ' || substring(query_to_xml(format(
                    'SELECT count(*) AS n, md5(string_agg(x::text, %L ORDER BY x::text)) AS h FROM ONLY %s x', ' ',
                    c.oid::regclass), true, false, '')::text FROM '<n>.*</row>') AS line
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'm') AND c.relispopulated AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                UNION ALL
                SELECT c.oid::regclass || ': ' || substring(query_to_xml(format('SELECT last_value, is_called FROM %s',
                    c.oid::regclass), true, false, '')::text FROM '<last.*</row>')
                FROM pg_class c WHERE c.relkind = 'S'
                UNION ALL
                SELECT 'large object ' || oid || ': ' || encode(lo_get(oid), 'escape') || coalesce(obj_description(oid, 'pg_largeobject'), '')
                FROM pg_largeobject_metadata
            ) x
            """);
    }

    /** What a dump does not show of tables, indexes, constraints and triggers: states, flags, names of parts. */
    static String catalog(PostgresServer server, String database) {
        return server.query(database, """
            SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
                SELECT concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.relowner, c.reltablespace, c.relam,
                    c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relhasrules,
                    c.relhastriggers, c.relnatts, c.relchecks, c.reloptions, c.relacl, d.description) AS line
                FROM pg_class c LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass
                WHERE c.oid >= 16384 AND c.relkind NOT IN ('t') AND c.relname !~ '^pg_toast'
                UNION ALL
                SELECT concat_ws(' ', 'index', i.indexrelid::regclass, i.indisunique, i.indisprimary,
                    i.indisexclusion, i.indimmediate, i.indisclustered, i.indisvalid, i.indisready, i.indisreplident,
                    pg_get_indexdef(i.indexrelid), ARRAY(SELECT pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
                        || d.deptype::text FROM pg_depend d WHERE d.objid = i.indexrelid ORDER BY 1),
                    ARRAY(SELECT a.attstattarget FROM pg_attribute a WHERE a.attrelid = i.indexrelid ORDER BY a.attnum))
                FROM pg_index i WHERE i.indexrelid >= 16384 AND i.indexrelid::regclass::text !~ '^pg_toast'
                UNION ALL
                SELECT concat_ws(' ', 'constraint', con.conrelid::regclass, con.contypid::regtype, con.conname,
                    con.confrelid::regclass, con.conindid::regclass, con.contype, con.condeferrable, con.condeferred,
                    con.convalidated, con.conislocal, con.coninhcount, con.connoinherit, con.confupdtype,
                    con.confdeltype, con.confmatchtype, con.conkey, con.confkey, pg_get_constraintdef(con.oid), d.description,
                    (SELECT p.conname FROM pg_constraint p WHERE p.oid = con.conparentid))
                FROM pg_constraint con
                LEFT JOIN pg_description d ON d.objoid = con.oid AND d.classoid = 'pg_constraint'::regclass
                WHERE con.oid >= 16384
                UNION ALL
                SELECT concat_ws(' ', 'trigger', t.tgrelid::regclass, CASE WHEN con.contype IN ('f', 'p', 'u', 'x')
                        THEN con.conname || ' ' || con.conrelid::regclass || t.tgfoid::regproc ELSE t.tgname END,
                    t.tgenabled, t.tgtype, t.tgisinternal, t.tgdeferrable, t.tginitdeferred, t.tgconstrrelid::regclass,
                    d.description)
                FROM pg_trigger t LEFT JOIN pg_constraint con ON con.oid = t.tgconstraint
                LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_trigger'::regclass
                UNION ALL
                SELECT concat_ws(' ', 'event trigger', evtname, evtenabled, evttags) FROM pg_event_trigger
                UNION ALL
                SELECT concat_ws(' ', 'column', a.attrelid::regclass, a.attname, a.attnotnull, a.atthasdef, a.attidentity,
                    a.attgenerated, a.attstattarget, a.attstorage, a.attoptions, a.attislocal, a.attinhcount)
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm')
                WHERE a.attrelid >= 16384 AND a.attnum > 0 AND c.relname !~ '^pg_toast'
            ) x
            """);
    }
}
