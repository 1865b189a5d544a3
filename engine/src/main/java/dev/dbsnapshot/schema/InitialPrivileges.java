package dev.dbsnapshot.schema;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The privileges that objects had when initdb or an extension's script was done ({@code getAdditionalACLs}): the new
 * database has them already. Immutable.
 */
final class InitialPrivileges {

    /** Without any privilege. */
    static final InitialPrivileges NONE = new InitialPrivileges(Map.of());

    private final Map<Part, String> byPart;

    /** An object, or a column of it. */
    private record Part(CatalogId id, int subId) {}

    private InitialPrivileges(Map<Part, String> byPart) {
        this.byPart = byPart;
    }

    /**
     * Reads all of them in one query. From 15 on what is on record for the public schema does not count: it may be gone
     * with a schema that was dropped, and it keeps the first owner after the owner has changed.
     */
    static InitialPrivileges read(ReadAhead answers, int major) {
        String where = major >= 15
                ? " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public'"
                        + " AND n.oid = objoid AND n.tableoid = classoid)"
                : "";
        Map<Part, String> byPart = new HashMap<>();
        answers.forEach(
                "SELECT classoid, objoid, objsubid, initprivs::pg_catalog.text AS initprivs"
                        + " FROM pg_catalog.pg_init_privs" + where,
                row -> byPart.put(
                        new Part(new CatalogId(row.oid("classoid"), row.oid("objoid")), row.integer("objsubid")),
                        row.text("initprivs")));
        return new InitialPrivileges(byPart);
    }

    /** The initial privileges on an object (0) or one of its columns, or {@code null} if none are on record. */
    @Nullable
    String on(CatalogId id, int subId) {
        return byPart.get(new Part(id, subId));
    }
}
