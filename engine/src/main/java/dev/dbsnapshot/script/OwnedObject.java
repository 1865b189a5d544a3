package dev.dbsnapshot.script;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.toc.TocEntry;
import org.jspecify.annotations.Nullable;

/** How an object whose owner is set is called. Immutable. */
final class OwnedObject {

    private final int major;
    private final Identifiers identifiers;

    OwnedObject(int major, Identifiers identifiers) {
        this.major = major;
        this.identifiers = identifiers;
    }

    /** The object as ALTER ... OWNER says it, or {@code null} if its kind has no owner ({@code _getObjectDescription}). */
    @Nullable
    String object(TocEntry entry, String dropStmt) {
        return switch (entry.desc()) {
            case "VIEW", "SEQUENCE", "MATERIALIZED VIEW" -> named(major >= 16 ? entry.desc() : "TABLE", entry);
            case "COLLATION",
                    "CONVERSION",
                    "DOMAIN",
                    "FOREIGN TABLE",
                    "STATISTICS",
                    "TABLE",
                    "TEXT SEARCH DICTIONARY",
                    "TEXT SEARCH CONFIGURATION",
                    "TYPE",
                    "DATABASE",
                    "PROCEDURAL LANGUAGE",
                    "SCHEMA",
                    "EVENT TRIGGER",
                    "FOREIGN DATA WRAPPER",
                    "SERVER",
                    "PUBLICATION",
                    "SUBSCRIPTION" -> named(entry.desc(), entry);
            case "BLOB" -> "LARGE OBJECT " + entry.tag();
            // Their signature stands in the drop statement only.
            case "AGGREGATE", "FUNCTION", "OPERATOR", "OPERATOR CLASS", "OPERATOR FAMILY", "PROCEDURE" ->
                withoutDrop(dropStmt);
            case "CAST",
                    "CHECK CONSTRAINT",
                    "CONSTRAINT",
                    "DATABASE PROPERTIES",
                    "DEFAULT",
                    "FK CONSTRAINT",
                    "INDEX",
                    "RULE",
                    "TRIGGER",
                    "ROW SECURITY",
                    "POLICY",
                    "USER MAPPING" -> null;
            default -> unknownKind(entry);
        };
    }

    /** Until version 15 a warning, since then an error: an object without its owner is not what was asked for. */
    private @Nullable String unknownKind(TocEntry entry) {
        if (major < 16) {
            return null;
        }
        throw new SnapshotException(
                ErrorCode.UNSUPPORTED,
                "entry " + entry.dumpId() + " is of the unknown kind " + entry.desc()
                        + ", which may have an owner; leave owners out");
    }

    private String named(String type, TocEntry entry) {
        return type + " " + identifiers.qualified(entry.namespace(), entry.tag());
    }

    private static String withoutDrop(String dropStmt) {
        int end = dropStmt.length();
        while (end > 0 && (dropStmt.charAt(end - 1) == '\n' || dropStmt.charAt(end - 1) == ';')) {
            end--;
        }
        return dropStmt.substring(Math.min("DROP ".length(), end), end);
    }
}
