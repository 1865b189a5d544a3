package dev.dbsnapshot.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The privileges of an aclitem as GRANT names them, separated by commas; {@code ALL} where it has all of its type.
 *
 * @param plain those without grant option
 * @param grantable those with grant option
 * @param all both
 */
record AclPrivileges(String plain, String grantable, String all) {

    /** A privilege, by its letter in an aclitem. */
    private record Privilege(char code, String name) {}

    boolean isEmpty() {
        return plain.isEmpty() && grantable.isEmpty();
    }

    static AclPrivileges of(AclItem item, String type, @Nullable String column, int major) {
        List<Privilege> possible = of(type, column != null, major);
        String suffix = column == null ? "" : "(" + column + ")";
        List<String> plain = new ArrayList<>();
        List<String> grantable = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (Privilege privilege : possible) {
            int position = item.codes().indexOf(privilege.code());
            if (position >= 0) {
                boolean option = item.codes().startsWith("*", position + 1);
                String name = privilege.name() + suffix;
                (option ? grantable : plain).add(name);
                all.add(name);
            }
        }
        return new AclPrivileges(
                join(plain, possible, suffix), join(grantable, possible, suffix), join(all, possible, suffix));
    }

    private static String join(List<String> names, List<Privilege> possible, String suffix) {
        return names.size() == possible.size() ? "ALL" + suffix : String.join(",", names);
    }

    /** All privileges of a type, in pg_dump's order. */
    private static List<Privilege> of(String type, boolean column, int major) {
        return switch (type) {
            case "TABLE", "TABLES" -> table(column, major);
            case "SEQUENCE", "SEQUENCES" ->
                List.of(new Privilege('r', "SELECT"), new Privilege('U', "USAGE"), new Privilege('w', "UPDATE"));
            case "FUNCTION", "FUNCTIONS", "PROCEDURE", "PROCEDURES" -> List.of(new Privilege('X', "EXECUTE"));
            case "LANGUAGE", "TYPE", "TYPES", "FOREIGN DATA WRAPPER", "FOREIGN SERVER" ->
                List.of(new Privilege('U', "USAGE"));
            case "SCHEMA", "SCHEMAS" -> List.of(new Privilege('C', "CREATE"), new Privilege('U', "USAGE"));
            case "DATABASE" ->
                List.of(new Privilege('C', "CREATE"), new Privilege('c', "CONNECT"), new Privilege('T', "TEMPORARY"));
            case "LARGE OBJECT", "LARGE OBJECTS" -> List.of(new Privilege('r', "SELECT"), new Privilege('w', "UPDATE"));
            default -> throw new IllegalArgumentException("no type of GRANT: " + type);
        };
    }

    private static List<Privilege> table(boolean column, int major) {
        List<Privilege> privileges = new ArrayList<>();
        privileges.add(new Privilege('r', "SELECT"));
        privileges.add(new Privilege('a', "INSERT"));
        privileges.add(new Privilege('x', "REFERENCES"));
        if (!column) {
            privileges.add(new Privilege('d', "DELETE"));
            privileges.add(new Privilege('t', "TRIGGER"));
            privileges.add(new Privilege('D', "TRUNCATE"));
            if (major >= 17) {
                privileges.add(new Privilege('m', "MAINTAIN"));
            }
        }
        privileges.add(new Privilege('w', "UPDATE"));
        return privileges;
    }
}
