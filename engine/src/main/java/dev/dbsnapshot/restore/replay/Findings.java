package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import java.util.List;
import java.util.stream.Collectors;

/** What is done with findings when a restore is to begin. */
public final class Findings {

    private Findings() {}

    /**
     * All that stops it, at once. A message has the first few names of each; whoever listens hears of all.
     *
     * @throws SnapshotException if anything stops it
     */
    public static void mustNotStop(List<Finding> findings, Progress progress) {
        List<Finding> stopping =
                Finding.grouped(findings).stream().filter(Finding::blocks).toList();
        if (!stopping.isEmpty()) {
            stopping.forEach(finding -> tellAll(finding, progress));
            throw new SnapshotException(
                    stopping.get(0).code(),
                    stopping.stream().map(Finding::text).collect(Collectors.joining(". Also: ")));
        }
    }

    /** Tells what does not stop it but matters. */
    public static void warn(List<Finding> findings, Progress progress) {
        Finding.grouped(findings).stream()
                .filter(finding -> finding.severity() == Finding.Severity.WARNING)
                .forEach(finding -> {
                    tellAll(finding, progress);
                    progress.on(new Progress.Warning(finding.text()));
                });
    }

    private static void tellAll(Finding finding, Progress progress) {
        if (!finding.fullText().equals(finding.text())) {
            progress.on(new Progress.Note(finding.fullText()));
        }
    }
}
