package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses what an archive for an older major version cannot hold ({@code --for-pg}), all of it in one error: what the
 * catalogs tell in one query, and what only the texts tell, which the server renders in its own version's words.
 */
public final class OlderMajor {

    private static final int NAMED_AT_MOST = 50;

    private OlderMajor() {}

    /** An object that has something newer. */
    private record Found(CatalogId object, String description) {}

    /**
     * Looks at everything that is dumped.
     *
     * @param items what the archive will hold
     * @throws SnapshotException (UNSUPPORTED) that names what cannot be
     */
    public static void check(Session session, Database database, ArchiveItems items) {
        Catalog catalog = database.catalog();
        int archive = catalog.archiveMajor();
        if (archive == catalog.major()) {
            return;
        }
        List<TocEntry> entries = items.entries();
        Set<Long> written = entries.stream().map(TocEntry::oid).collect(Collectors.toSet());
        List<String> refused = new ArrayList<>();
        for (Found found : session.query(
                query(catalog),
                row -> new Found(
                        new CatalogId(row.oid("classid"), row.oid("objid")),
                        row.text("object") + " (" + row.text("name") + ", since " + row.integer("since") + ")"))) {
            SchemaObject<?> object = database.find(found.object());
            if (object != null
                    && object.isDumped()
                    && written.contains(found.object().oid())) {
                refused.add(found.description());
            }
        }
        NewerNames names = NewerNames.after(archive, catalog.major());
        entries.forEach(entry -> refused.addAll(names.in(entry)));
        if (!refused.isEmpty()) {
            throw refusal(archive, List.copyOf(new LinkedHashSet<>(refused)));
        }
    }

    private static SnapshotException refusal(int archive, List<String> all) {
        String more = all.size() > NAMED_AT_MOST ? " and " + (all.size() - NAMED_AT_MOST) + " more" : "";
        return new SnapshotException(
                ErrorCode.UNSUPPORTED,
                "cannot write an archive for PostgreSQL " + archive + ", which does not have: "
                        + String.join(", ", all.subList(0, Math.min(all.size(), NAMED_AT_MOST))) + more
                        + "; leave these out by name, or leave out --for-pg");
    }

    private static String query(Catalog catalog) {
        int archive = catalog.archiveMajor();
        Stream<NewerFeature> features = NewerFeature.ALL.stream();
        if (catalog.selection().includesPrivileges()) {
            features = Stream.concat(features, NewerFeature.OF_PRIVILEGES.stream());
        }
        // Only a superuser may read how subscriptions are; without one they are refused or left out anyway.
        Stream<String> queries = features.filter(
                        feature -> archive < feature.since() && feature.since() <= catalog.major())
                .filter(feature -> catalog.superuser() || !feature.catalog().equals("pg_subscription"))
                .map(NewerFeature::query);
        String parameters = NewerFeature.PARAMETERS.stream()
                .filter(known -> archive < Integer.parseInt(known.get(0)))
                .flatMap(
                        known -> known.stream().skip(1).map(parameter -> "('" + parameter + "', " + known.get(0) + ")"))
                .collect(Collectors.joining(", "));
        if (!parameters.isEmpty()) {
            queries = Stream.concat(queries, Stream.of("""
                SELECT 'parameter ' || p.name, p.since, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid
                FROM (VALUES %s) AS p(name, since) JOIN pg_catalog.pg_class c ON EXISTS (
                  SELECT FROM pg_catalog.unnest(c.reloptions) AS o(text)
                  WHERE pg_catalog.split_part(o.text, '=', 1) = p.name)\
                """.formatted(parameters)));
        }
        String all = queries.collect(Collectors.joining("\nUNION ALL "));
        return """
            SELECT DISTINCT name, since, classid, objid, pg_catalog.pg_describe_object(classid, objid, 0) AS object
            FROM (%s) AS f(name, since, classid, objid)
            WHERE objid >= 16384 ORDER BY object, since, name\
            """.formatted(
                        all.isEmpty() ? "SELECT NULL::pg_catalog.text, 0, 0::pg_catalog.oid, 0::pg_catalog.oid" : all);
    }
}
