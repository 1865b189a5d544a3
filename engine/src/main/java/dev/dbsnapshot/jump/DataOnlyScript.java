package dev.dbsnapshot.jump;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePreview.ReplacedTable;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.restore.target.ConfigTables;
import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Replacing the rows of all tables that the archive has some of. Foreign keys are dropped before and made again after,
 * which checks them; triggers are disabled meanwhile; so that the owner of the tables needs no superuser. Sequences are
 * restarted first, because only what lies in a new file goes back with the transaction.
 */
final class DataOnlyScript {

    private static final Set<String> DATA =
            Set.of("TABLE DATA", "SEQUENCE SET", "BLOB", "BLOBS", "BLOB METADATA", "MATERIALIZED VIEW DATA");

    private static final String TOUCHED = """
        WITH RECURSIVE touched (oid) AS (
            SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE (n.nspname::pg_catalog.text, c.relname::pg_catalog.text) IN (%s)
            UNION
            SELECT i.inhparent FROM touched t JOIN pg_catalog.pg_inherits i ON i.inhrelid = t.oid
            JOIN pg_catalog.pg_class p ON p.oid = i.inhparent AND p.relkind = 'p'
        )
        """;

    /** A table that is there. */
    private record Table(
            String schema,
            String name,
            String sql,
            boolean owned,
            long rows,
            @Nullable String extension) {}

    /** Something that is put away and brought back. */
    private record Obstacle(String away, String back) {}

    private final Queries queries;
    private final List<TocEntry> entries;
    private final List<Table> tables;
    private final String names;

    DataOnlyScript(Queries queries, Toc toc) {
        this.queries = queries;
        this.entries = toc.entries().stream()
                .filter(entry -> DATA.contains(entry.desc()))
                .toList();
        this.names = entries.stream()
                .filter(entry -> entry.desc().equals("TABLE DATA"))
                .map(entry -> "(" + SqlText.literal(String.valueOf(entry.namespace())) + ","
                        + SqlText.literal(String.valueOf(entry.tag())) + ")")
                .collect(Collectors.joining(", "));
        this.tables = names.isEmpty() ? List.of() : read();
    }

    private List<Table> read() {
        return queries.query(
                """
                SELECT n.nspname, c.relname, pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS sql,
                    pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owned, c.reltuples::pg_catalog.int8 AS rows,
                    (SELECT e.extname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
                        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                        AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e') AS extension
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r'
                    AND (n.nspname::pg_catalog.text, c.relname::pg_catalog.text) IN (%s)
                ORDER BY 1, 2
                """.formatted(names),
                row -> new Table(
                        row.text("nspname"),
                        row.text("relname"),
                        row.text("sql"),
                        row.bool("owned"),
                        row.bigint("rows"),
                        row.textOrNull("extension")));
    }

    /** The tables whose rows are replaced. */
    List<ReplacedTable> replaced() {
        return tables.stream()
                .map(table -> new ReplacedTable(table.sql(), table.rows(), -1))
                .toList();
    }

    /** What does not fit. */
    List<Finding> findings() {
        Set<String> there = new HashSet<>();
        tables.forEach(table -> there.add(table.schema() + "." + table.name()));
        String missing = entries.stream()
                .filter(entry -> entry.desc().equals("TABLE DATA"))
                .map(entry -> entry.namespace() + "." + entry.tag())
                .filter(name -> !there.contains(name))
                .collect(Collectors.joining(", "));
        String others = tables.stream()
                .filter(table -> !table.owned() && table.extension() == null)
                .map(Table::sql)
                .collect(Collectors.joining(", "));
        List<Finding> findings = new ArrayList<>();
        if (!missing.isEmpty()) {
            findings.add(Finding.blocks(
                    ErrorCode.CONFLICT,
                    "the database lacks tables that the archive has data of: " + missing,
                    "restore with --drop, or bring the schema to the archive's first"));
        }
        if (!others.isEmpty()) {
            findings.add(Finding.blocks(
                    ErrorCode.PRIVILEGE,
                    "the role does not own " + others + ", which it has to for replacing what is in there",
                    "let the application's role be a member of the owner's"));
        }
        return findings;
    }

    RestoreScript script() {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        // What is deferred would be pending when DDL comes, which fails then.
        before.add("SET CONSTRAINTS ALL IMMEDIATE");
        if (!tables.isEmpty()) {
            triggers().forEach(obstacle -> add(obstacle, before, after));
            foreignKeys().forEach(obstacle -> add(obstacle, before, after));
            empty(before);
        }
        entries.stream()
                .filter(entry -> entry.desc().equals("SEQUENCE SET"))
                .forEach(entry -> before.add("ALTER SEQUENCE " + SqlText.id(String.valueOf(entry.namespace())) + "."
                        + SqlText.id(String.valueOf(entry.tag())) + " RESTART"));
        if (entries.stream().anyMatch(entry -> entry.desc().startsWith("BLOB"))) {
            before.add("SELECT pg_catalog.count(pg_catalog.lo_unlink(oid)) FROM pg_catalog.pg_largeobject_metadata");
        }
        return new RestoreScript(before, entries, after, 0);
    }

    private static void add(Obstacle obstacle, List<String> before, List<String> after) {
        before.add(obstacle.away());
        after.add(0, obstacle.back());
    }

    /** Rows of users in tables of extensions are told apart by a condition. */
    private void empty(List<String> before) {
        List<String> own = tables.stream()
                .filter(table -> table.extension() == null)
                .map(table -> "ONLY " + table.sql())
                .toList();
        if (!own.isEmpty()) {
            before.add("TRUNCATE TABLE " + String.join(", ", own));
        }
        Set<String> extensions = tables.stream()
                .filter(table -> table.extension() != null)
                .map(table -> String.valueOf(table.extension()))
                .collect(Collectors.toSet());
        ConfigTables.of(queries, extensions).stream()
                .filter(config -> tables.stream()
                        .anyMatch(table -> table.schema().equals(config.schema())
                                && table.name().equals(config.name())))
                .forEach(config -> before.add(config.delete()));
    }

    private List<Obstacle> foreignKeys() {
        return queries.query(TOUCHED.formatted(names) + """
            SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::pg_catalog.regclass, c.conname) AS away,
                pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::pg_catalog.regclass, c.conname,
                    pg_catalog.pg_get_constraintdef(c.oid))
                || pg_catalog.format(E';\\nCOMMENT ON CONSTRAINT %I ON %s IS %L', c.conname,
                    c.conrelid::pg_catalog.regclass, pg_catalog.obj_description(c.oid, 'pg_constraint')) AS back
            FROM pg_catalog.pg_constraint c
            WHERE c.contype = 'f' AND c.conparentid = 0
                AND (c.conrelid IN (SELECT oid FROM touched) OR c.confrelid IN (SELECT oid FROM touched))
            ORDER BY c.oid DESC
            """, row -> new Obstacle(row.text("away"), row.text("back")));
    }

    private List<Obstacle> triggers() {
        return queries.query(TOUCHED.formatted(names) + """
            SELECT pg_catalog.format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', t.tgrelid::pg_catalog.regclass, t.tgname) AS away,
                pg_catalog.format('ALTER TABLE ONLY %s ENABLE %sTRIGGER %I', t.tgrelid::pg_catalog.regclass,
                    CASE t.tgenabled WHEN 'R' THEN 'REPLICA ' WHEN 'A' THEN 'ALWAYS ' ELSE '' END, t.tgname) AS back
            FROM pg_catalog.pg_trigger t
            WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgrelid IN (SELECT oid FROM touched)
            ORDER BY t.oid DESC
            """, row -> new Obstacle(row.text("away"), row.text("back")));
    }
}
