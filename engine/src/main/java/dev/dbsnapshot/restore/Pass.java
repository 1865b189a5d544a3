package dev.dbsnapshot.restore;

import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;

/**
 * The passes of a restore ({@code RestorePass}): privileges come after everything that needs the owner's rights, event
 * triggers and the refreshing of materialized views last.
 */
enum Pass {
    MAIN,
    ACL,
    POST_ACL;

    static Pass of(TocEntry entry) {
        String tag = entry.tag() == null ? "" : entry.tag();
        return switch (entry.desc()) {
            case "ACL", "ACL LANGUAGE", "DEFAULT ACL" -> ACL;
            case "EVENT TRIGGER", "MATERIALIZED VIEW DATA" -> POST_ACL;
            case "COMMENT", "SECURITY LABEL" -> tag.startsWith("EVENT TRIGGER ") ? POST_ACL : MAIN;
            case "STATISTICS DATA" -> entry.section() == Section.POST_DATA ? POST_ACL : MAIN;
            default -> MAIN;
        };
    }
}
