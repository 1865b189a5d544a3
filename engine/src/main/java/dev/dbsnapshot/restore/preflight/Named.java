package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.toc.TocEntry;
import java.util.Collection;
import java.util.stream.Collectors;

/** Lists in messages: the first few by name. */
final class Named {

    private static final int SHOWN = 5;

    private Named() {}

    static String names(Collection<String> names) {
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() <= SHOWN ? first : first + " and " + (names.size() - SHOWN) + " more";
    }

    static String entries(Collection<TocEntry> entries) {
        return names(entries.stream().map(Named::entry).toList());
    }

    /** As pg_restore calls an entry. */
    static String entry(TocEntry entry) {
        String schema = entry.namespace() == null || entry.namespace().isEmpty() ? "" : entry.namespace() + ".";
        return entry.desc() + " " + schema + entry.tag();
    }
}
