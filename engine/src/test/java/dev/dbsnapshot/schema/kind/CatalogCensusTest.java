package dev.dbsnapshot.schema.kind;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.connect.ServerVersion;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.testdata.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every catalog of every major version is read by a kind, or it is said here why not. A new one makes this fail. */
class CatalogCensusTest {

    private static final Pattern CATALOG = Pattern.compile("pg_catalog\\.(pg_\\w+)");

    /** Catalogs that are not read by a kind of their own name, and what reads them. */
    private static final Map<String, String> READ_ELSEWHERE = Map.ofEntries(
            entry("pg_depend", "Dependencies"),
            entry("pg_description", "Comments"),
            entry("pg_seclabel", "SecurityLabels"),
            entry("pg_init_privs", "InitialPrivileges"),
            entry("pg_database", "DatabaseEntries"),
            entry("pg_db_role_setting", "DatabaseEntries"),
            entry("pg_shdescription", "DatabaseEntries, by shobj_description()"),
            entry("pg_shseclabel", "DatabaseEntries"),
            entry("pg_user_mapping", "ForeignServers, by the view pg_user_mappings, which plain users may read"));

    /** Catalogs that pg_dump does not dump either. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            entry("pg_authid", "roles belong to the cluster: pg_dumpall; their names are read by pg_get_userbyid()"),
            entry("pg_auth_members", "roles belong to the cluster: pg_dumpall"),
            entry("pg_parameter_acl", "privileges on settings belong to the cluster: pg_dumpall"),
            entry("pg_tablespace", "tablespaces belong to the cluster: pg_dumpall"),
            entry("pg_replication_origin", "the progress of replication belongs to the cluster and is not dumped"),
            entry("pg_pltemplate", "what initdb knew about languages, up to 12; no statement writes it"),
            entry("pg_shdepend", "who owns what stands in the objects' own catalogs"),
            entry("pg_statistic", "what ANALYZE found; pg_dump has it from 18 on, and only when it is asked"),
            entry("pg_statistic_ext_data", "what ANALYZE found"),
            entry("pg_subscription_rel", "how far replication has come: only pg_upgrade takes it along"),
            entry("pg_largeobject", "the content of large objects, which is read as data, by lo_get()"));

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 15, 16, 17, 18})
    void everyCatalogIsAccountedFor(int major) throws SQLException {
        PostgresServer server = PostgresServer.shared(major);
        Set<String> catalogs = new TreeSet<>();
        Set<String> read = new TreeSet<>();
        try (Connection connection = server.connect("postgres")) {
            Session session = new Session(connection, new ServerVersion(major * 10000, "test"));
            catalogs.addAll(session.query(
                    "SELECT relname FROM pg_catalog.pg_class WHERE relkind = 'r'"
                            + " AND relnamespace = 'pg_catalog'::pg_catalog.regnamespace",
                    row -> row.text("relname")));
            Catalog catalog = Catalog.of(session, Selection.of(session, DumpOptions.DEFAULT));
            for (Kind<?> kind : Kinds.all()) {
                for (CatalogQuery query : kind.queries(catalog)) {
                    Matcher names = CATALOG.matcher(query.sql());
                    while (names.find()) {
                        read.add(names.group(1));
                    }
                }
            }
        }
        Set<String> unaccounted = new TreeSet<>(catalogs);
        unaccounted.removeAll(read);
        unaccounted.removeAll(READ_ELSEWHERE.keySet());
        unaccounted.removeAll(LEFT_OUT.keySet());
        assertThat(unaccounted)
                .as("catalogs of PostgreSQL %d that no kind reads and nobody has thought about", major)
                .isEmpty();
    }
}
