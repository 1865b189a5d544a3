package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.order.DumpOrder;
import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryCollector;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.schema.SchemaReader;
import dev.dbsnapshot.schema.Selection;
import dev.dbsnapshot.schema.kind.Kinds;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the schema of a database differs from that of an archive, though both call themselves the same version: the
 * entries that a dump of the database would have now, compared with the archive's. Immutable.
 *
 * @param lines the differences as a diff: what only the archive has begins with a minus sign, what only the database has
 *     with a plus sign
 * @param differing tables whose definitions differ
 */
record SchemaDrift(List<String> lines, Set<Name> differing) {

    private static final Pattern NEEDLESS_QUOTES = Pattern.compile("\"([a-z_][a-z0-9_$]*)\"");

    /** What initdb says of the schema public; pg_dump leaves it out unless it quotes that name. */
    private static final String INITIAL_COMMENT = " IS 'standard public schema';\n";

    /** What is data, about the database as a whole, not dumped by default, or holds passwords. */
    private static final Set<String> OTHER = Set.of(
            "TABLE DATA",
            "SEQUENCE SET",
            "MATERIALIZED VIEW DATA",
            "BLOB",
            "BLOBS",
            "BLOB METADATA",
            "STATISTICS DATA",
            "ENCODING",
            "STDSTRINGS",
            "SEARCHPATH",
            "DATABASE",
            "DATABASE PROPERTIES",
            "ACL",
            "DEFAULT ACL",
            "SECURITY LABEL",
            "SUBSCRIPTION",
            "USER MAPPING",
            "<Init>",
            "WARNING");

    /**
     * Compares.
     *
     * @param session set up as for a dump
     */
    static SchemaDrift of(Session session, Toc archived) {
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL quote_all_identifiers = off");
        List<TocEntry> live = entries(session);
        session.execute("ROLLBACK");
        boolean sameMajor = major(archived) == session.version().major();
        return compare(byKey(archived.entries()), byKey(live), sameMajor);
    }

    private static List<TocEntry> entries(Session session) {
        Selection selection = Selection.of(session, DumpOptions.DEFAULT.with(DumpFlag.SCHEMA_ONLY));
        Catalog catalog = Catalog.of(session, selection);
        Database database = new SchemaReader(Kinds.all(), catalog).read(session);
        EntryCollector collector = new EntryCollector(database);
        DumpOrder.of(database, Kinds.all()).stream()
                .filter(SchemaObject::isDumped)
                .forEach(object -> write(object, collector));
        return collector.items().stream().map(ArchiveItem::entry).toList();
    }

    private static <R> void write(SchemaObject<R> object, EntryCollector collector) {
        object.kind().write(object, collector);
    }

    private static int major(Toc toc) {
        String version = toc.serverVersion() == null ? "" : toc.serverVersion().replaceFirst("[^0-9].*$", "");
        return version.isEmpty() ? 0 : Integer.parseInt(version);
    }

    private static Map<String, TocEntry> byKey(List<TocEntry> entries) {
        Map<String, TocEntry> byKey = new LinkedHashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (TocEntry entry : entries) {
            String tag = String.valueOf(entry.tag());
            boolean comment = entry.desc().equals("COMMENT");
            if (OTHER.contains(entry.desc())
                    || (comment && (tag.startsWith("DATABASE ") || tag.startsWith("LARGE OBJECT ")))
                    || String.valueOf(entry.defn()).endsWith(INITIAL_COMMENT)) {
                continue;
            }
            String schema = entry.namespace() == null || entry.namespace().isEmpty() ? "" : entry.namespace() + ".";
            String key = entry.desc() + " " + schema + unquoted(tag);
            int number = seen.merge(key, 1, Integer::sum);
            byKey.put(number == 1 ? key : key + " (" + number + ")", entry);
        }
        return byKey;
    }

    // Servers of different majors write the same things differently: then only names are compared.
    private static SchemaDrift compare(Map<String, TocEntry> archived, Map<String, TocEntry> live, boolean texts) {
        List<String> lines = new ArrayList<>();
        Set<Name> differing = new HashSet<>();
        boolean quoted = texts && quotesAll(archived, live);
        archived.forEach((key, entry) -> {
            TocEntry now = live.get(key);
            if (now == null) {
                lines.add("- " + key);
                return;
            }
            String then = quoted ? unquoted(text(entry)) : text(entry);
            String today = quoted ? unquoted(text(now)) : text(now);
            if (texts && !then.equals(today)) {
                lines.add("  " + key);
                lines.addAll(LineDiff.of(then, today));
                if (entry.desc().equals("TABLE")) {
                    differing.add(ArchivedData.nameOf(entry));
                }
            }
        });
        live.keySet().stream().filter(key -> !archived.containsKey(key)).forEach(key -> lines.add("+ " + key));
        return new SchemaDrift(List.copyOf(lines), Set.copyOf(differing));
    }

    /** Whether the archive was made with quote_all_identifiers on, by an option, or by a setting of a role or server. */
    private static boolean quotesAll(Map<String, TocEntry> archived, Map<String, TocEntry> live) {
        return archived.entrySet().stream().anyMatch(old -> {
            TocEntry now = live.get(old.getKey());
            return now != null
                    && !text(old.getValue()).equals(text(now))
                    && unquoted(text(old.getValue())).equals(unquoted(text(now)));
        });
    }

    private static String unquoted(String text) {
        return NEEDLESS_QUOTES.matcher(text).replaceAll("$1");
    }

    private static String text(TocEntry entry) {
        return (entry.defn() == null ? "" : entry.defn().strip())
                + (entry.tablespace() == null || entry.tablespace().isEmpty()
                        ? ""
                        : "\ntablespace " + entry.tablespace());
    }
}
