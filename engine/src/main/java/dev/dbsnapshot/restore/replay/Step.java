package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.toc.TocEntry;

/** One thing that a restore does, in order. */
public sealed interface Step {

    /** What messages call it. */
    String label();

    /** A step that restores an entry, or a part of one. */
    sealed interface OfEntry extends Step {

        /** Whose it is. */
        TocEntry entry();

        @Override
        default String label() {
            return Labels.of(entry());
        }
    }

    /**
     * SQL that the restore adds itself, such as choosing a tablespace.
     *
     * @param sql complete statements
     */
    record Setting(String sql) implements Step {
        @Override
        public String label() {
            return SqlText.start(sql);
        }
    }

    /**
     * The definition of an entry, as it stands in the archive.
     *
     * @param entry whose it is
     * @param sql complete statements
     */
    record Definition(TocEntry entry, String sql) implements OfEntry {}

    /**
     * The rows of a table.
     *
     * @param entry an entry with a member
     * @param made whether an earlier step makes this very table, so that nobody else has a row in it or sees it
     */
    record Rows(TocEntry entry, boolean made) implements OfEntry {}

    /**
     * The contents of large objects that exist by then.
     *
     * @param entry a BLOBS entry
     */
    record LargeObjects(TocEntry entry) implements OfEntry {}

    /** How entries are called in messages. */
    final class Labels {
        private Labels() {}

        public static String of(TocEntry entry) {
            return brief(entry) + " (entry " + entry.dumpId() + ")";
        }

        /** For progress, where the number in the archive helps nobody. */
        public static String brief(TocEntry entry) {
            String schema = entry.namespace() == null || entry.namespace().isEmpty() ? "" : entry.namespace() + ".";
            return entry.desc() + " " + schema + entry.tag();
        }
    }
}
