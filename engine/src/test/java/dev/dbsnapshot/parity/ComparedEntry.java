package dev.dbsnapshot.parity;

import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of an archive, without the numbers that two archives of one database need not share.
 *
 * @param key kind, schema and name; what tells it apart from others of the archive
 * @param desc the kind of entry
 * @param fields everything else, as text, by the name of the field
 */
record ComparedEntry(String key, String desc, Map<String, String> fields) {

    /** All entries of an archive; dump ids are replaced by what they stand for. */
    static List<ComparedEntry> of(List<TocEntry> entries) {
        Map<Integer, String> names = new HashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (TocEntry entry : entries) {
            String name =
                    entry.desc() + " " + (entry.namespace() == null ? "-" : entry.namespace()) + " " + entry.tag();
            int times = seen.merge(name, 1, Integer::sum);
            names.put(entry.dumpId(), times == 1 ? name : name + " (no. " + times + ")");
        }
        List<ComparedEntry> result = new ArrayList<>();
        for (TocEntry entry : entries) {
            result.add(
                    new ComparedEntry(String.valueOf(names.get(entry.dumpId())), entry.desc(), fields(entry, names)));
        }
        return result;
    }

    private static Map<String, String> fields(TocEntry entry, Map<Integer, String> names) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("section", String.valueOf(entry.section()));
        fields.put("definition", String.valueOf(entry.defn()));
        fields.put("drop statement", String.valueOf(entry.dropStmt()));
        fields.put("copy statement", String.valueOf(entry.copyStmt()));
        fields.put("namespace", quoted(entry.namespace()));
        fields.put("tag", quoted(entry.tag()));
        fields.put("owner", quoted(entry.owner()));
        fields.put("tablespace", quoted(entry.tablespace()));
        fields.put("table access method", quoted(entry.tableam()));
        fields.put("relkind", String.valueOf((int) entry.relkind()));
        fields.put("catalog id", entry.tableOid() + "/" + entry.oid());
        fields.put("has data", String.valueOf(entry.hadDumper()));
        fields.put(
                "member",
                quoted(entry.fileName() == null ? null : entry.fileName().replace("" + entry.dumpId(), "<id>")));
        StringBuilder dependencies = new StringBuilder();
        for (int id : entry.dependencies()) {
            // An id that is not in the archive stands for an object that is not dumped: its number says nothing.
            dependencies.append(names.getOrDefault(id, "(not in the archive)")).append('\n');
        }
        fields.put("dependencies", dependencies.toString());
        return fields;
    }

    private static String quoted(String value) {
        return value == null ? "NULL" : "'" + value + "'";
    }
}
