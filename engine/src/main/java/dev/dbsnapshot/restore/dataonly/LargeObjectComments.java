package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Comments on large objects, which are data as those are: afterwards they are the archive's. Only what differs is changed,
 * because COMMENT locks the object until the end of the transaction, and the lock table holds few.
 */
final class LargeObjectComments {

    private static final String TAG = "LARGE OBJECT ";

    private LargeObjectComments() {}

    /** What makes them the archive's once the large objects are there. */
    static List<Action> of(ArchivedData data, Live live) {
        Map<Long, TocEntry> wanted = new TreeMap<>();
        for (TocEntry comment : data.largeObjectComments()) {
            String oid = String.valueOf(comment.tag()).replace(TAG, "");
            if (oid.matches("\\d{1,10}")) {
                wanted.put(Long.parseLong(oid), comment);
            }
        }
        List<Action> actions = new ArrayList<>();
        wanted.forEach((oid, comment) -> {
            String sql = String.valueOf(comment.defn());
            if (!text(sql, data.standardConformingStrings())
                    .equals(live.largeObjectComments().get(oid))) {
                actions.add(new Action("comment on " + comment.tag(), sql));
            }
        });
        if (data.hasComments()) {
            live.largeObjectComments().keySet().stream()
                    .filter(oid -> data.largeObjects().contains(oid) && !wanted.containsKey(oid))
                    .sorted()
                    .forEach(oid -> actions.add(
                            new Action("comment on " + TAG + oid, "COMMENT ON LARGE OBJECT " + oid + " IS NULL")));
        }
        return List.copyOf(actions);
    }

    /** What the literal at the end of such a statement says. */
    private static String text(String sql, boolean standardConformingStrings) {
        int begin = sql.indexOf('\'');
        int end = sql.lastIndexOf('\'');
        if (begin < 0 || end <= begin) {
            return sql;
        }
        String text = sql.substring(begin + 1, end).replace("''", "'");
        return standardConformingStrings ? text : text.replace("\\\\", "\\");
    }
}
