package dev.dbsnapshot.doctor;

import java.util.ArrayList;
import java.util.List;

/** What a superuser would have to run so that a role may do everything. */
final class GrantScript {

    private final Rights rights;
    private final List<String> lines = new ArrayList<>();

    GrantScript(Rights rights) {
        this.rights = rights;
    }

    /** The script, line by line; only comments if nothing is missing. */
    List<String> lines(boolean restores) {
        lines.add("-- As a superuser, in database " + rights.database() + ":");
        read();
        if (restores) {
            own();
            create();
            swap();
        }
        if (lines.size() == 1) {
            return List.of("-- Role " + rights.role() + " has all rights that it needs in database " + rights.database()
                    + ".");
        }
        return List.copyOf(lines);
    }

    private void read() {
        String role = rights.role();
        if (!rights.unreadable().isEmpty()
                || rights.closedObjects() > 0
                || !rights.hidden().isEmpty()) {
            lines.add("-- to back it up:");
        }
        rights.unreadableSchemas().forEach(schema -> {
            lines.add("GRANT USAGE ON SCHEMA " + schema + " TO " + role + ";");
            lines.add("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + role + ";");
            lines.add("GRANT SELECT ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + role + ";");
            rights.owners().forEach(owner -> {
                String future =
                        "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner + " IN SCHEMA " + schema + " GRANT SELECT ON ";
                lines.add(future + "TABLES TO " + role + ";");
                lines.add(future + "SEQUENCES TO " + role + ";");
            });
        });
        if (rights.closedObjects() > 0) {
            lines.add(forEachLargeObject("GRANT SELECT ON LARGE OBJECT %s TO "));
        }
        if (!rights.hidden().isEmpty()) {
            lines.add("ALTER ROLE " + role + " BYPASSRLS;");
        }
    }

    /** A statement for each that the role does not own. */
    private String forEachLargeObject(String statement) {
        String role = rights.role().replace("'", "''");
        return "DO $db$ DECLARE l oid; BEGIN FOR l IN SELECT oid FROM pg_catalog.pg_largeobject_metadata"
                + " WHERE NOT pg_catalog.pg_has_role('" + role
                + "'::pg_catalog.regrole, lomowner, 'USAGE') LOOP EXECUTE format('"
                + statement + role.replace("%", "%%") + "', l); END LOOP; END $db$;";
    }

    private void own() {
        if (!rights.foreign().isEmpty() || rights.foreignObjects() > 0) {
            lines.add("-- to restore into its tables, and to drop and make them anew:");
            rights.owners().forEach(owner -> lines.add("GRANT " + owner + " TO " + rights.role() + ";"));
            rights.handovers().forEach(statement -> lines.add(statement + ";"));
            if (rights.foreignObjects() > 0) {
                lines.add(forEachLargeObject("ALTER LARGE OBJECT %s OWNER TO "));
            }
        }
    }

    private void create() {
        if (!rights.createsInPublic()) {
            lines.add("GRANT USAGE, CREATE ON SCHEMA public TO " + rights.role() + ";");
        }
        if (!rights.createsSchemas()) {
            lines.add("GRANT CREATE ON DATABASE " + rights.database() + " TO " + rights.role() + ";");
        }
    }

    private void swap() {
        if (!rights.createsDatabases()) {
            lines.add("-- only for restore --strategy swap: ALTER ROLE " + rights.role() + " CREATEDB;");
        }
        if (!rights.ownsDatabase()) {
            lines.add("-- only for restore --strategy swap: ALTER DATABASE " + rights.database() + " OWNER TO "
                    + rights.role() + ";");
        }
    }
}
