package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server and a database have to offer to the role that restores, by name; read by one query. Immutable.
 *
 * @param mayCreateInDatabase whether the role may make schemas and trusted extensions
 * @param platformAdministrator whether the role is what a managed service gives instead of a superuser: such services
 *     change the server so that it may do more than PostgreSQL's own rules say
 * @param mayCreateSubscriptions whether the role may make them
 * @param names what there is, and what of it may be used
 */
public record Offer(
        boolean mayCreateInDatabase,
        boolean platformAdministrator,
        boolean mayCreateSubscriptions,
        Map<Facility, Set<String>> names) {

    /** What an offer lists. */
    public enum Facility {
        EXTENSIONS("SELECT name FROM pg_catalog.pg_available_extensions"),
        CREATABLE_EXTENSIONS("SELECT name FROM pg_catalog.pg_available_extension_versions WHERE NOT superuser%s"),
        LANGUAGES("SELECT lanname FROM pg_catalog.pg_language"),
        USABLE_LANGUAGES("SELECT lanname FROM pg_catalog.pg_language WHERE CASE WHEN lanpltrusted"
                + " THEN pg_catalog.has_language_privilege(oid, 'USAGE')"
                + " ELSE (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) END"),
        ACCESS_METHODS("SELECT amname FROM pg_catalog.pg_am"),
        COLLATIONS("SELECT collname FROM pg_catalog.pg_collation WHERE collnamespace ="
                + " 'pg_catalog'::pg_catalog.regnamespace AND collencoding IN (-1, (SELECT encoding FROM"
                + " pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))"),
        ROLES("SELECT rolname FROM pg_catalog.pg_roles"),
        ROLES_OF_THE_ROLE("SELECT rolname FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(oid, 'MEMBER')"),
        TABLESPACES("SELECT spcname FROM pg_catalog.pg_tablespace"),
        USABLE_TABLESPACES("SELECT spcname FROM pg_catalog.pg_tablespace"
                + " WHERE pg_catalog.has_tablespace_privilege(oid, 'CREATE')"),
        SCHEMAS("SELECT nspname FROM pg_catalog.pg_namespace"),
        USABLE_SCHEMAS(
                "SELECT nspname FROM pg_catalog.pg_namespace WHERE pg_catalog.has_schema_privilege(oid, 'CREATE')");

        private final String sql;

        Facility(String sql) {
            this.sql = sql;
        }
    }

    private static final String ADMINISTRATORS =
            "'rds_superuser', 'cloudsqlsuperuser', 'azure_pg_admin', 'alloydbsuperuser', 'neon_superuser',"
                    + " 'supabase_admin', 'doadmin', 'avnadmin'";

    public Offer {
        names = Map.copyOf(names);
    }

    /** Asks. */
    public static Offer read(Session session, Server server) {
        StringBuilder sql = new StringBuilder("""
            SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_create,
                EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname IN (%s)
                    AND pg_catalog.pg_has_role(oid, 'MEMBER')) AS administrator,
                EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'pg_create_subscription'
                    AND pg_catalog.pg_has_role(oid, 'USAGE')) AS may_subscribe
            """.formatted(ADMINISTRATORS));
        String trusted = server.version().atLeast(13) ? " OR trusted" : "";
        for (Facility facility : Facility.values()) {
            sql.append(", ARRAY(")
                    .append(facility.sql.formatted(trusted))
                    .append(") AS ")
                    .append(facility);
        }
        return session.query(sql.toString(), row -> {
                    Map<Facility, Set<String>> names = new LinkedHashMap<>();
                    for (Facility facility : Facility.values()) {
                        names.put(facility, set(row.array(facility.name().toLowerCase(Locale.ROOT))));
                    }
                    return new Offer(
                            row.bool("may_create"), row.bool("administrator"), row.bool("may_subscribe"), names);
                })
                .get(0);
    }

    /** Whether there is one of this name. */
    public boolean has(Facility facility, String name) {
        return names.getOrDefault(facility, Set.of()).contains(name);
    }

    private static Set<String> set(List<@Nullable String> list) {
        return list.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
    }
}
