package dev.dbsnapshot.restore.target;

import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.toc.TocEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is in the target already, stays there, and must not or cannot be made again. Immutable.
 *
 * @param schemas schemas that are there
 * @param ofOthers what the role may not comment on because it does not own it, as tags of comments name it
 */
public record Present(Set<String> schemas, Set<String> ofOthers) {

    public static final Present NOTHING = new Present(Set.of(), Set.of());

    public Present {
        schemas = Set.copyOf(schemas);
        ofOthers = Set.copyOf(ofOthers);
    }

    /** Asks the target, after everything that does not stay was dropped. */
    public static Present of(Queries session, Extensions extensions, boolean dropped) {
        List<Schema> found = session.query("""
            SELECT nspname, pg_catalog.pg_has_role(nspowner, 'USAGE') AS owned FROM pg_catalog.pg_namespace
            WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
            """, row -> new Schema(row.text("nspname"), row.bool("owned")));
        Set<String> schemas = new HashSet<>();
        Set<String> ofOthers = new HashSet<>();
        for (Schema schema : found) {
            schemas.add(schema.name());
            if (!schema.owned()) {
                ofOthers.add("SCHEMA " + schema.name());
            }
        }
        for (String extension : extensions.ofOthers()) {
            if (!dropped || extensions.kept().contains(extension) || extension.equals("plpgsql")) {
                ofOthers.add("EXTENSION " + extension);
            }
        }
        return new Present(schemas, ofOthers);
    }

    /** Whether a schema of this entry is there. */
    public boolean hasSchemaOf(TocEntry entry) {
        return entry.desc().equals("SCHEMA") && schemas.contains(String.valueOf(entry.tag()));
    }

    /**
     * Whether the entry is about something that only its owner may change. Dumps before 11 comment on plpgsql and on
     * schema public always, which an owner of the database can never restore.
     */
    public boolean isAboutOthers(TocEntry entry) {
        if (!entry.desc().equals("COMMENT") && !entry.desc().equals("SECURITY LABEL")) {
            return false;
        }
        String tag = String.valueOf(entry.tag());
        int space = tag.indexOf(' ');
        return space > 0 && ofOthers.contains(tag.substring(0, space + 1) + unquoted(tag.substring(space + 1)));
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") && name.length() > 1
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name;
    }

    private record Schema(String name, boolean owned) {}
}
