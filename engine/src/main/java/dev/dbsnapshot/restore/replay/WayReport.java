package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePreview.ReplacedTable;
import java.util.List;

/**
 * What a way of restoring says before it begins; see the components of the same names of
 * {@link dev.dbsnapshot.api.RestorePreview}. Immutable.
 */
public record WayReport(
        List<String> dropped, List<ReplacedTable> replaced, List<String> schemaDifferences, List<Finding> findings) {

    /** There is nothing to say. */
    public static final WayReport NOTHING = new WayReport(List.of(), List.of(), List.of(), List.of());

    public WayReport {
        dropped = List.copyOf(dropped);
        replaced = List.copyOf(replaced);
        schemaDifferences = List.copyOf(schemaDifferences);
        findings = List.copyOf(findings);
    }

    /** Objects that are dropped, and findings. */
    public static WayReport dropping(List<String> dropped, List<Finding> findings) {
        return new WayReport(dropped, List.of(), List.of(), findings);
    }
}
