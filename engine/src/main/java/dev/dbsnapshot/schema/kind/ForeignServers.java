package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CREATE SERVER, and the user mappings of each ({@code dumpForeignServer}, {@code dumpUserMappings}). */
final class ForeignServers implements Kind<ForeignServers.ForeignServer> {

    /**
     * A foreign server.
     *
     * @param owner whose it is
     * @param serverType its type, or {@code null}
     * @param version its version, or {@code null}
     * @param wrapper its foreign data wrapper's name, unquoted
     * @param options its options as SQL, or the empty text
     * @param mappings its user mappings, by user
     */
    record ForeignServer(
            Ownership owner,
            @Nullable String serverType,
            @Nullable String version,
            String wrapper,
            String options,
            List<UserMapping> mappings) {}

    /**
     * How a user reaches a server.
     *
     * @param user the user's name, or {@code public}
     * @param options its options as SQL; empty also where whoever dumps may not see them
     */
    record UserMapping(String user, String options) {}

    @Override
    public String noun() {
        return "foreign server";
    }

    @Override
    public Class<ForeignServer> type() {
        return ForeignServer.class;
    }

    @Override
    public Priority priority(ForeignServer details) {
        return Priority.FOREIGN_SERVER;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT s.tableoid, s.oid, NULL AS nspname, s.srvname AS name,
                   pg_catalog.pg_get_userbyid(s.srvowner) AS owner,
                   s.srvacl AS acl, pg_catalog.acldefault('S', s.srvowner) AS acldefault,
                   NULLIF(s.srvtype, '') AS srvtype, NULLIF(s.srvversion, '') AS srvversion, w.fdwname,
                   %s AS options
            FROM pg_catalog.pg_foreign_server s
            JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
            WHERE s.oid >= %s
            ORDER BY s.oid\
            """.formatted(ForeignOptions.list("s.srvoptions"), ObjectRows.FIRST_NORMAL_OBJECT_ID);
        String mappings = """
            SELECT u.srvid, u.usename, %s AS options
            FROM pg_catalog.pg_user_mappings u
            ORDER BY u.srvid, u.usename\
            """.formatted(ForeignOptions.list("u.umoptions"));
        return List.of(new CatalogQuery("user mappings", mappings), new CatalogQuery("foreign servers", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        Map<Long, List<UserMapping>> mappings = new HashMap<>();
        rows.forEach("user mappings", row -> mappings.computeIfAbsent(row.oid("srvid"), server -> new ArrayList<>())
                .add(new UserMapping(row.text("usename"), row.text("options"))));
        rows.forEach("foreign servers", row -> {
            ForeignServer details = new ForeignServer(
                    Ownership.of(row),
                    row.textOrNull("srvtype"),
                    row.textOrNull("srvversion"),
                    row.text("fdwname"),
                    row.text("options"),
                    mappings.getOrDefault(row.oid("oid"), List.of()));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<ForeignServer> object, EntryWriter out) {
        ForeignServer server = object.details();
        Quoting quoting = out.quoting();
        String name = quoting.id(object.name());
        String sql = "CREATE SERVER " + name
                + (server.serverType() == null ? "" : " TYPE " + quoting.literal(server.serverType()))
                + (server.version() == null ? "" : " VERSION " + quoting.literal(server.version()))
                + " FOREIGN DATA WRAPPER " + quoting.id(server.wrapper())
                + ForeignOptions.clause(server.options()) + ";\n";
        PreDataEntry.write(object, "SERVER", server.owner().owner(), sql, out);
        server.owner().writeAcl(object, "FOREIGN SERVER", name, out);
        if (object.dumps(Component.USER_MAPPING)) {
            server.mappings().forEach(mapping -> writeMapping(object, mapping, out));
        }
    }

    private static void writeMapping(SchemaObject<ForeignServer> server, UserMapping mapping, EntryWriter out) {
        Quoting quoting = out.quoting();
        String target = "USER MAPPING FOR " + quoting.id(mapping.user()) + " SERVER " + quoting.id(server.name());
        out.add(TocEntry.builder(out.database().newDumpId(), "USER MAPPING", Section.PRE_DATA)
                .tag("USER MAPPING " + mapping.user() + " SERVER " + server.name())
                .owner(server.details().owner().owner())
                .defn("CREATE " + target + ForeignOptions.clause(mapping.options()) + ";\n")
                .dropStmt("DROP " + target + ";\n")
                .build());
    }
}
