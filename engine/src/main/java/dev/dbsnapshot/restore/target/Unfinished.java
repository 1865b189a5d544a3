package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.connect.HalfRestored;
import dev.dbsnapshot.connect.Session;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mark in a database that is being filled by several transactions: a schema, which is there before the first of them
 * and goes after the last. Whoever finds it (and no restore that holds the lock) knows that everything else in the
 * database is a part of a snapshot, and that it was empty before. It stands in the database itself because the next
 * restore may come from another machine.
 *
 * @param extensions those that were there before
 * @param schemas those that were there before, and empty
 */
public record Unfinished(Set<String> extensions, Set<String> schemas) {

    /** The name of the schema. */
    public static final String SCHEMA = HalfRestored.SCHEMA;

    private static final String EXPLANATION =
            "db-snapshot: a restore into this database has not ended, so that it holds a part of a snapshot."
                    + " The next db-snapshot restore empties it and begins anew. Extensions that were there before:";

    /** Divides the two lists. */
    private static final String SCHEMAS = "; empty schemas: ";

    public Unfinished {
        extensions = Set.copyOf(extensions);
        schemas = Set.copyOf(schemas);
    }

    /** The mark of this database, if it has one. */
    public static Optional<Unfinished> read(Session session) {
        List<Unfinished> found = session.query(
                "SELECT coalesce(pg_catalog.obj_description(oid, 'pg_namespace'), '') AS comment"
                        + " FROM pg_catalog.pg_namespace WHERE nspname = '" + SCHEMA + "'",
                row -> read(row.text("comment")));
        return found.stream().findFirst();
    }

    /** Marks the database, outside of a transaction: this is there when the first of the restore's is. */
    public void mark(Session session) {
        session.execute("SET synchronous_commit = on; CREATE SCHEMA " + SCHEMA + "; COMMENT ON SCHEMA " + SCHEMA
                + " IS " + SqlText.literal(EXPLANATION + " " + coded(extensions) + SCHEMAS + coded(schemas)));
    }

    /** Takes the mark away, whatever the event triggers that were restored before say of it. */
    public static void unmark(Session session) {
        List<String> firing =
                session.query("""
                    SELECT pg_catalog.format('ALTER EVENT TRIGGER %I ', evtname) AS alter, evtenabled = 'A' AS always
                    FROM pg_catalog.pg_event_trigger
                    WHERE evtenabled IN ('O', 'A') AND evtevent <> 'login'
                        AND (evttags IS NULL OR 'DROP SCHEMA' = ANY (evttags))
                        AND pg_catalog.pg_has_role(evtowner, 'USAGE')
                    """, row -> row.text("alter") + (row.bool("always") ? "ENABLE ALWAYS; " : "ENABLE; "));
        String drop = "DROP SCHEMA IF EXISTS " + SCHEMA;
        session.execute("SET synchronous_commit = on; " + (firing.isEmpty() ? drop : without(firing, drop)));
    }

    /** In one message, which the server makes one transaction of. */
    private static String without(List<String> firing, String statement) {
        String disabled = firing.stream()
                .map(enable -> enable.replaceFirst("ENABLE( ALWAYS)?; $", "DISABLE; "))
                .collect(Collectors.joining());
        return disabled + statement + "; " + String.join("", firing);
    }

    private static Unfinished read(String comment) {
        if (!comment.startsWith(EXPLANATION)) {
            return new Unfinished(Set.of(), Set.of());
        }
        String names = comment.substring(EXPLANATION.length());
        int divided = names.indexOf(SCHEMAS);
        return divided < 0
                ? new Unfinished(listed(names), Set.of())
                : new Unfinished(
                        listed(names.substring(0, divided)), listed(names.substring(divided + SCHEMAS.length())));
    }

    private static Set<String> listed(String names) {
        return Arrays.stream(names.split(" "))
                .filter(name -> !name.isEmpty())
                .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
    }

    private static String coded(Set<String> names) {
        return names.stream()
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
