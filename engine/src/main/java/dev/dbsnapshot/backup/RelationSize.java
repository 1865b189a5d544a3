package dev.dbsnapshot.backup;

import dev.dbsnapshot.connect.Session;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How large a relation is now. Immutable.
 *
 * @param oid which
 * @param name its name, quoted and with its schema
 * @param lockable whether LOCK TABLE takes it, which foreign tables it does not
 * @param heap whether its rows have their place in blocks
 * @param blocks how many blocks it has, without what is stored outside of its rows
 * @param bytes all that its rows take
 */
record RelationSize(long oid, String name, boolean lockable, boolean heap, long blocks, long bytes) {

    /**
     * The sizes of these relations by OID, in one query. OFFSET 0 keeps the server from looking at a file once for each
     * place that its size is used in.
     */
    static Map<Long, RelationSize> of(Session session, Collection<Long> oids) {
        if (oids.isEmpty()) {
            return Map.of();
        }
        String list = oids.stream().map(String::valueOf).collect(Collectors.joining(","));
        return session
                .query(
                        """
                        SELECT c.oid, pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS name, c.relkind = 'r' AS lockable,
                            c.relkind = 'r' AND coalesce(a.amname = 'heap', false) AS heap,
                            c.main / pg_catalog.current_setting('block_size')::pg_catalog.int8 AS blocks,
                            c.main + coalesce(pg_catalog.pg_relation_size(nullif(c.reltoastrelid, 0)), 0) AS bytes
                        FROM (SELECT oid, relname, relnamespace, relkind, relam, reltoastrelid,
                                coalesce(pg_catalog.pg_relation_size(oid), 0) AS main
                            FROM pg_catalog.pg_class WHERE oid = ANY ('{%s}'::pg_catalog.oid[]) OFFSET 0) c
                        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                        LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
                        """.formatted(list),
                        row -> new RelationSize(
                                row.oid("oid"),
                                row.text("name"),
                                row.bool("lockable"),
                                row.bool("heap"),
                                row.bigint("blocks"),
                                row.bigint("bytes")))
                .stream()
                .collect(Collectors.toMap(RelationSize::oid, Function.identity()));
    }
}
