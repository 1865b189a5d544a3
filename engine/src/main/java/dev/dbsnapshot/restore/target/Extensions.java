package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.connect.Server;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The extensions of the target. One that the role could not make again after dropping it stays, and the schema that it
 * stands in too; so somebody who is no superuser can restore into a database with extensions that only one can make.
 *
 * @param all all of them
 */
public record Extensions(List<Extension> all) {

    /**
     * An extension.
     *
     * @param owned whether the role has the rights of its owner
     * @param creatable whether the role could make it
     */
    public record Extension(String name, String schema, boolean owned, boolean creatable) {}

    public static Extensions read(Queries session, Server server) {
        String trusted = server.version().atLeast(13) ? "NOT v.superuser OR v.trusted" : "NOT v.superuser";
        return new Extensions(session.query(
                """
                SELECT e.extname, n.nspname, pg_catalog.pg_has_role(e.extowner, 'USAGE') AS owned,
                    %s OR coalesce((SELECT pg_catalog.bool_or(%s)
                        FROM pg_catalog.pg_available_extension_versions v WHERE v.name = e.extname), false) AS creatable
                FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
                ORDER BY e.extname
                """.formatted(server.superuser(), trusted),
                row -> new Extension(
                        row.text("extname"), row.text("nspname"), row.bool("owned"), row.bool("creatable"))));
    }

    /** Names of those that stay. */
    public Set<String> kept() {
        return kept(all);
    }

    private static Set<String> kept(List<Extension> extensions) {
        return extensions.stream()
                .filter(extension -> !extension.name().equals("plpgsql"))
                .filter(extension -> !extension.owned() || !extension.creatable())
                .map(Extension::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Schemas that stay because of them. */
    public Set<String> keptSchemas() {
        Set<String> kept = kept();
        return all.stream()
                .filter(extension -> kept.contains(extension.name()))
                .map(Extension::schema)
                .filter(schema -> !schema.equals("pg_catalog") && !schema.equals("public"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Names of those whose owner's rights the role has not. */
    public Set<String> ofOthers() {
        return all.stream()
                .filter(extension -> !extension.owned())
                .map(Extension::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean has(String name) {
        return all.stream().anyMatch(extension -> extension.name().equals(name));
    }
}
