package dev.dbsnapshot.script;

import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The statements with which {@code --clean} begins. */
final class DropText {

    private static final Logger LOG = LoggerFactory.getLogger(DropText.class);

    private static final String UNLINK_IF_EXISTS =
            "SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata WHERE oid = '";

    private final ScriptOptions options;
    private final ScriptOutput out;
    private final LargeObjectCommands largeObjects;

    DropText(ScriptOptions options, ScriptOutput out, LargeObjectCommands largeObjects) {
        this.options = options;
        this.out = out;
        this.largeObjects = largeObjects;
    }

    void print(TocEntry entry) throws IOException {
        String dropStmt = entry.dropStmt() == null ? "" : entry.dropStmt();
        boolean ifExists = options.has(Flag.IF_EXISTS);
        if (entry.desc().equals("BLOB METADATA")) {
            largeObjects.print(
                    entry, ifExists ? UNLINK_IF_EXISTS : "SELECT pg_catalog.lo_unlink('", ifExists ? "'" : "')");
        } else if (!ifExists || dropStmt.isEmpty() || dropStmt.startsWith("--")) {
            out.print(dropStmt);
        } else if (entry.desc().equals("BLOB")) {
            out.print(UNLINK_IF_EXISTS, Long.toString(entry.oid()), "';\n");
        } else {
            out.print(ifExists(entry, dropStmt));
        }
    }

    /** Puts IF EXISTS where the grammar wants it, as pg_restore does: by looking for the words before it. */
    private static String ifExists(TocEntry entry, String dropStmt) {
        String start = "";
        String rest = dropStmt;
        if (rest.startsWith("ALTER TABLE")) {
            start = "ALTER TABLE IF EXISTS";
            rest = rest.substring("ALTER TABLE".length());
        }
        String desc = entry.desc();
        if (desc.equals("DEFAULT") || desc.equals("DATABASE PROPERTIES") || rest.startsWith("CREATE OR REPLACE VIEW")) {
            return start + rest;
        }
        String mark =
                switch (desc) {
                    case "CONSTRAINT", "CHECK CONSTRAINT", "FK CONSTRAINT" -> "DROP CONSTRAINT";
                    default -> "DROP " + desc;
                };
        int place = rest.indexOf(mark);
        if (place < 0) {
            LOG.warn("could not find where to insert IF EXISTS in statement \"{}\"", dropStmt);
            return start + rest;
        }
        int end = place + mark.length();
        return start + rest.substring(0, end) + " IF EXISTS" + rest.substring(end);
    }
}
