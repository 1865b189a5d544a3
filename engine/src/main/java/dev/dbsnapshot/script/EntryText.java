package dev.dbsnapshot.script;

import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The comment before an entry, its definition and its owner ({@code _printTocEntry}). */
final class EntryText {

    private static final char PARTITIONED_TABLE = 'p';

    private final ScriptOptions options;
    private final ScriptOutput out;
    private final Identifiers identifiers;
    private final SessionState session;
    private final LargeObjectCommands largeObjects;
    private final OwnedObject owners;

    EntryText(
            ScriptOptions options,
            ScriptOutput out,
            Identifiers identifiers,
            SessionState session,
            LargeObjectCommands largeObjects) {
        this.options = options;
        this.out = out;
        this.identifiers = identifiers;
        this.session = session;
        this.largeObjects = largeObjects;
        this.owners = new OwnedObject(options.major(), identifiers);
    }

    static boolean isAcl(TocEntry entry) {
        return switch (entry.desc()) {
            case "ACL", "ACL LANGUAGE", "DEFAULT ACL" -> true;
            default -> false;
        };
    }

    /**
     * Writes an entry without its data.
     *
     * @param prefix what stands before the word Name in the comment
     */
    void print(TocEntry entry, String prefix) throws IOException {
        // A partitioned table has no storage, so it ignores the default and is altered afterwards.
        boolean partitioned = entry.relkind() == PARTITIONED_TABLE;
        session.becomeOwner(entry);
        session.selectSchema(entry.namespace());
        session.selectTablespace(entry.tablespace());
        if (!partitioned) {
            session.selectTableAccessMethod(entry.tableam());
        }
        printComment(entry, prefix);
        printDefinition(entry);
        printOwner(entry);
        if (partitioned && entry.tableam() != null && !options.has(Flag.NO_TABLE_ACCESS_METHOD)) {
            out.print("ALTER TABLE ", identifiers.qualified(entry.namespace(), entry.tag()));
            out.print(" SET ACCESS METHOD ", identifiers.quote(entry.tableam()), ";\n\n");
        }
        if (isAcl(entry)) {
            session.forgetUser();
        }
    }

    private void printComment(TocEntry entry, String prefix) throws IOException {
        out.print("--\n-- ", prefix, "Name: ", line(entry.tag(), ""), "; Type: ", entry.desc());
        out.print("; Schema: ", line(entry.namespace(), "-"));
        out.print("; Owner: ", options.has(Flag.NO_OWNER) ? "-" : line(entry.owner(), "-"));
        String tablespace = entry.tablespace();
        if (tablespace != null && !tablespace.isEmpty() && !options.has(Flag.NO_TABLESPACES)) {
            out.print("; Tablespace: ", line(tablespace, ""));
        }
        out.print("\n--\n\n");
    }

    private void printDefinition(TocEntry entry) throws IOException {
        String defn = entry.defn() == null ? "" : entry.defn();
        String tag = entry.tag() == null ? "" : entry.tag();
        if (options.has(Flag.NO_OWNER) && entry.desc().equals("SCHEMA") && !defn.startsWith("--")) {
            // Old versions wrote AUTHORIZATION into the definition.
            out.print("CREATE SCHEMA ", identifiers.quote(tag), ";\n\n\n");
        } else if (entry.desc().equals("BLOB METADATA")) {
            largeObjects.print(entry, "SELECT pg_catalog.lo_create('", "')");
        } else if (entry.desc().equals("ACL") && tag.startsWith("LARGE OBJECTS")) {
            largeObjects.printAcl(entry);
        } else if (!defn.isEmpty()) {
            out.print(defn, "\n\n");
        }
    }

    /** What has no drop statement has no owner of its own. */
    private void printOwner(TocEntry entry) throws IOException {
        String owner = entry.owner();
        String dropStmt = entry.dropStmt();
        boolean isCommentedSchema = entry.desc().equals("SCHEMA")
                && entry.defn() != null
                && entry.defn().startsWith("--");
        if (options.has(Flag.NO_OWNER)
                || (options.has(Flag.USE_SET_SESSION_AUTHORIZATION) && !isCommentedSchema)
                || owner == null
                || owner.isEmpty()
                || dropStmt == null
                || dropStmt.isEmpty()) {
            return;
        }
        if (entry.desc().equals("BLOB METADATA")) {
            largeObjects.print(entry, "ALTER LARGE OBJECT ", " OWNER TO " + identifiers.quote(owner));
            return;
        }
        String object = owners.object(entry, dropStmt);
        if (object != null) {
            out.print("ALTER ", object, " OWNER TO ", identifiers.quote(owner), ";\n\n");
        }
    }

    /** {@code sanitize_line}: nothing out of an archive may end a comment. */
    private static String line(@Nullable String text, String none) {
        return text == null ? none : text.replace('\n', ' ').replace('\r', ' ');
    }
}
