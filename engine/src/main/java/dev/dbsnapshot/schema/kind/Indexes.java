package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.LoopTurn;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Indexes ({@code getIndexes}, {@code dumpIndex}). */
final class Indexes implements Kind<Index> {

    // A constraint's index has no definition of its own, and rendering one costs more than all else. What few indexes
    // have is joined: a subquery would be run for each.
    private static final String INDEXES =
            """
            SELECT t.tableoid, t.oid, i.indrelid, t.relname AS indexname,
              CASE WHEN c.oid IS NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid) ELSE '' END AS indexdef,
              i.indisclustered, i.indisreplident, c.oid AS conoid, inh.inhparent AS parentidx,
              (SELECT spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = t.reltablespace) AS tablespace,
              a.columns AS indstatcols, a.targets AS indstatvals, x.extensions
            FROM pg_catalog.pg_index i
            %sJOIN pg_catalog.pg_class t ON (t.oid = i.indexrelid)
            LEFT JOIN pg_catalog.pg_constraint c
              ON (i.indrelid = c.conrelid AND i.indexrelid = c.conindid AND c.contype IN ('p','u','x'))
            LEFT JOIN pg_catalog.pg_inherits inh ON (inh.inhrelid = i.indexrelid)
            LEFT JOIN (
              SELECT attrelid, pg_catalog.array_agg(attnum ORDER BY attnum) AS columns,
                pg_catalog.array_agg(attstattarget ORDER BY attnum) AS targets
              FROM pg_catalog.pg_attribute WHERE attnum > 0 AND attstattarget >= 0 GROUP BY attrelid
              ) a ON (a.attrelid = i.indexrelid)
            LEFT JOIN (%s) x ON (x.objid = i.indexrelid)
            WHERE (i.indisvalid OR rel.relkind = 'p') AND i.indisready
            ORDER BY i.indrelid, indexname
            """.formatted(UserTables.join("i.indrelid"), ExtensionNeeds.allNames("pg_class"));

    @Override
    public String noun() {
        return "index";
    }

    @Override
    public Class<Index> type() {
        return Index.class;
    }

    @Override
    public Priority priority(Index index) {
        return Priority.INDEX;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("indexes", INDEXES));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("indexes", row -> {
            SchemaObject<Relation> table = database.find(Relation.class, row.oid("indrelid"));
            if (table == null || !table.details().isInteresting()) {
                return;
            }
            SchemaObject<Index> index = database.add(
                    this,
                    read(row, table),
                    new CatalogId(row.oid("tableoid"), row.oid("oid")),
                    table.namespace(),
                    row.text("indexname"));
            index.dump().addAll(table.dump());
        });
    }

    private static Index read(Row row, SchemaObject<Relation> table) {
        List<Long> columns = row.numbers("indstatcols");
        List<Long> targets = row.numbers("indstatvals");
        List<Index.StatisticsTarget> statisticsTargets = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            statisticsTargets.add(new Index.StatisticsTarget(columns.get(i), targets.get(i)));
        }
        return new Index(
                table,
                row.text("indexdef"),
                Objects.requireNonNullElse(row.textOrNull("tablespace"), ""),
                row.oid("parentidx"),
                row.oid("conoid"),
                row.bool("indisclustered"),
                row.bool("indisreplident"),
                statisticsTargets,
                ObjectRows.texts(row, "extensions"));
    }

    @Override
    public LoopTurn loopTurn() {
        return LoopTurn.INDEX_AND_INDEX;
    }

    /** A partitioned index depends on its partitions and they on it; they are created on their own and attached. */
    @Override
    public boolean breakLoop(Loop loop) {
        if (loop.size() != 2
                || !(loop.get(0).details() instanceof Index first)
                || !(loop.get(1).details() instanceof Index second)) {
            return false;
        }
        if (first.parentOid() == loop.get(1).catalogId().oid()) {
            loop.get(0).forgetDependency(loop.get(1));
            return true;
        }
        if (second.parentOid() == loop.get(0).catalogId().oid()) {
            loop.get(1).forgetDependency(loop.get(0));
            return true;
        }
        return false;
    }

    @Override
    public void write(SchemaObject<Index> object, EntryWriter out) {
        Index index = object.details();
        SchemaObject<?> commentDependsOn = object;
        if (index.constraintOid() == 0) {
            writeEntry(object, out);
        } else {
            // ADD CONSTRAINT creates the index; only its comment is left to write.
            SchemaObject<Constraint> constraint = out.database().find(Constraint.class, index.constraintOid());
            commentDependsOn = constraint == null ? object : constraint;
        }
        out.comment(
                commentDependsOn,
                new EntryWriter.CommentTarget(
                        object.catalogId(),
                        0,
                        "INDEX",
                        out.quoting().id(object.name()),
                        object.namespace(),
                        index.table().details().owner(),
                        null));
    }

    private static void writeEntry(SchemaObject<Index> object, EntryWriter out) {
        if (!object.dumps(Component.DEFINITION)) {
            return;
        }
        Index index = object.details();
        // The server drops a partition of an index only together with its table or the partitioned index.
        String drop = index.parentOid() == 0 ? "DROP INDEX " + out.quoting().qualified(object) + ";\n" : "";
        out.add(out.entry(object, "INDEX", Section.POST_DATA)
                .tablespace(index.tablespace())
                .owner(index.table().details().owner())
                .defn(create(object, out))
                .dropStmt(drop)
                .build());
    }

    private static String create(SchemaObject<Index> object, EntryWriter out) {
        Quoting quoting = out.quoting();
        Index index = object.details();
        StringBuilder sql = new StringBuilder(index.definition()).append(";\n");
        Index.appendCluster(sql, object, quoting);
        for (Index.StatisticsTarget target : index.statisticsTargets()) {
            sql.append("ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s;\n"
                    .formatted(quoting.qualified(object), target.column(), target.target()));
        }
        sql.append(ExtensionNeeds.statements("INDEX", quoting.qualified(object), index.extensions(), out));
        Index.appendReplicaIdentity(sql, object, quoting);
        return sql.toString();
    }
}
