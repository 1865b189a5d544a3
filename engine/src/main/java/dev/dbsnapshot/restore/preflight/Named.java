package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.toc.TocEntry;
import java.util.Collection;
import java.util.List;

/** How messages call entries. */
final class Named {

    private Named() {}

    static List<String> entries(Collection<TocEntry> entries) {
        return entries.stream().map(Named::entry).toList();
    }

    /** As pg_restore calls an entry. */
    static String entry(TocEntry entry) {
        String schema = entry.namespace() == null || entry.namespace().isEmpty() ? "" : entry.namespace() + ".";
        return entry.desc() + " " + schema + entry.tag();
    }
}
