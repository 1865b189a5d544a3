package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The catalog's rows about some tables and all that hangs on them, with names in place of OIDs: equal before and after
 * if and only if nobody can see that something was dropped and made again. What changes with every load is left out
 * (files, sizes, statistics; invalid indexes of materialized views, which REFRESH makes valid), and so are texts that hold positions within
 * their source. Immutable.
 */
record Fingerprint(Map<String, String> lines) {

    private static final String QUERY = """
        WITH t AS (SELECT oid FROM pg_catalog.pg_class WHERE oid = ANY ('{%s}'::pg_catalog.oid[]))
        SELECT 'relation ' || c.oid::pg_catalog.regclass AS name,
            (pg_catalog.to_jsonb(c) - '{oid,relfilenode,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,relhasindex,relispopulated,reltoastrelid}'::text[])::text
                || coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), '') AS line
        FROM pg_catalog.pg_class c WHERE c.oid IN (SELECT oid FROM t)
        UNION ALL
        SELECT 'index ' || i.indexrelid::pg_catalog.regclass,
            (pg_catalog.to_jsonb(i) - '{indexrelid,indcheckxmin,indisvalid,indisready,indexprs,indpred}'::text[])::text
                || (i.indrelid IN (SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'm')
                    OR i.indisvalid AND i.indisready)::text
                || (pg_catalog.to_jsonb(c) - '{oid,relfilenode,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid}'::text[])::text
                || pg_catalog.pg_get_indexdef(i.indexrelid)
                || coalesce(pg_catalog.obj_description(i.indexrelid, 'pg_class'), '')
                || ARRAY(SELECT a.attnum || ' ' || coalesce(a.attstattarget, -1) || ' '
                        || coalesce(a.attoptions::text, '')
                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid ORDER BY a.attnum)::text
                || ARRAY(SELECT d.deptype::text || pg_catalog.pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
                    FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
                    ORDER BY 1)::text
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid IN (SELECT oid FROM t)
        UNION ALL
        SELECT 'column ' || a.attrelid::pg_catalog.regclass || '.' || a.attname,
            (pg_catalog.to_jsonb(a) - '{attcacheoff,attmissingval,atthasmissing}'::text[])::text
        FROM pg_catalog.pg_attribute a WHERE a.attrelid IN (SELECT oid FROM t) AND a.attnum > 0
        UNION ALL
        SELECT 'constraint ' || con.conrelid::pg_catalog.regclass || ' ' || con.contypid::pg_catalog.regtype || ' '
                || con.conname,
            (pg_catalog.to_jsonb(con) - '{oid,conindid,conparentid,conbin}'::text[])::text
                || con.conindid::pg_catalog.regclass || coalesce(parent.conname, '')
                || pg_catalog.pg_get_constraintdef(con.oid)
                || coalesce(pg_catalog.obj_description(con.oid, 'pg_constraint'), '')
        FROM pg_catalog.pg_constraint con
        LEFT JOIN pg_catalog.pg_constraint parent ON parent.oid = con.conparentid
        WHERE con.conrelid IN (SELECT oid FROM t) OR con.confrelid IN (SELECT oid FROM t) OR con.contypid >= 16384
        UNION ALL
        SELECT 'trigger on ' || t.tgrelid::pg_catalog.regclass || ' '
                || CASE WHEN con.contype IN ('f', 'p', 'u', 'x')
                    THEN con.conrelid::pg_catalog.regclass || ' ' || con.conname || ' ' || t.tgfoid::pg_catalog.regproc
                    ELSE t.tgname END,
            (pg_catalog.to_jsonb(t) - '{oid,tgname,tgconstraint,tgconstrindid,tgparentid,tgqual}'::text[])::text
                || CASE WHEN t.tgisinternal THEN '' ELSE pg_catalog.pg_get_triggerdef(t.oid) END
                || t.tgconstrindid::pg_catalog.regclass || coalesce(con.conname, '')
                || coalesce(pg_catalog.obj_description(t.oid, 'pg_trigger'), '')
                || ARRAY(SELECT e.extname FROM pg_catalog.pg_depend d
                    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
                    WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objid = t.oid
                        AND d.deptype = 'x' ORDER BY 1)::text
        FROM pg_catalog.pg_trigger t
        LEFT JOIN pg_catalog.pg_constraint con ON con.oid = t.tgconstraint
        WHERE t.tgrelid IN (SELECT oid FROM t)
        UNION ALL
        SELECT 'event trigger ' || evtname, evtenabled::text FROM pg_catalog.pg_event_trigger
        UNION ALL
        SELECT 'sequence ' || s.seqrelid::pg_catalog.regclass, pg_catalog.to_jsonb(s)::text
        FROM pg_catalog.pg_sequence s
        ORDER BY 1, 2
        """;

    private static final int NAMED = 5;

    /** Takes it of these relations. */
    static Fingerprint of(Session session, Collection<Long> relations) {
        String oids = relations.stream().map(String::valueOf).collect(Collectors.joining(","));
        Map<String, String> lines = new TreeMap<>();
        session.query(QUERY.formatted(oids), row -> lines.merge(row.text("name"), row.text("line"), (a, b) -> a + b));
        return new Fingerprint(lines);
    }

    /**
     * Fails if something is not as it was.
     *
     * @throws SnapshotException (UNSUPPORTED) with its names; the caller rolls back
     */
    void mustEqual(Fingerprint before) {
        TreeSet<String> names = new TreeSet<>(lines.keySet());
        names.addAll(before.lines.keySet());
        List<String> changed = names.stream()
                .filter(name -> !lines.getOrDefault(name, "").equals(before.lines.getOrDefault(name, "")))
                .toList();
        if (!changed.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "replacing the rows would have changed the schema, and was rolled back: "
                            + String.join(", ", changed.subList(0, Math.min(NAMED, changed.size())))
                            + (changed.size() > NAMED ? " and " + (changed.size() - NAMED) + " more" : "")
                            + " would differ; restore as superuser, or with --drop");
        }
    }
}
