package dev.dbsnapshot.toc;

/** In which of pg_restore's three passes over the table of contents an entry is restored. */
public enum RestorePass {
    /** All that is in neither of the others. */
    MAIN,
    /** Privileges, which might forbid the superuser-to-be what the main pass does. */
    ACL,
    /** What runs code of the database, which may need privileges: event triggers, refreshed materialized views. */
    POST_ACL;

    /** The pass of an entry ({@code _tocEntryRestorePass}). */
    public static RestorePass of(TocEntry entry) {
        String tag = entry.tag() == null ? "" : entry.tag();
        return switch (entry.desc()) {
            case "ACL", "ACL LANGUAGE", "DEFAULT ACL" -> ACL;
            case "EVENT TRIGGER", "MATERIALIZED VIEW DATA" -> POST_ACL;
            // Both go where their object goes, and of those only event triggers are late.
            case "COMMENT", "SECURITY LABEL" -> tag.startsWith("EVENT TRIGGER ") ? POST_ACL : MAIN;
            // Statistics of materialized views need their data, and all late statistics stay together.
            case "STATISTICS DATA" -> entry.section() == Section.POST_DATA ? POST_ACL : MAIN;
            default -> MAIN;
        };
    }
}
