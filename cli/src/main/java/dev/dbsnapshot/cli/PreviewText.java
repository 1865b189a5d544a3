package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.api.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a restore would do, as lines for a person. */
final class PreviewText {

    private final RestorePreview preview;
    private final int most;
    private final List<String> lines = new ArrayList<>();

    private PreviewText(RestorePreview preview, int most) {
        this.preview = preview;
        this.most = most;
    }

    /**
     * All of it.
     *
     * @param most how many names of a long list are shown
     */
    static List<String> of(RestorePreview preview, int most) {
        PreviewText text = new PreviewText(preview, most);
        text.summary();
        text.findings();
        return text.lines;
    }

    /** What a person agrees to; findings were told before. */
    static List<String> withoutFindings(RestorePreview preview, int most) {
        PreviewText text = new PreviewText(preview, most);
        text.summary();
        return text.lines;
    }

    private void summary() {
        add(
                "Snapshot",
                preview.file() + ", schema version " + version(preview.snapshot()) + ", "
                        + HumanSize.of(preview.dataBytes()) + " of data");
        add(
                "Database",
                preview.database() + " on " + preview.server() + " as " + preview.user() + ", schema version "
                        + version(preview.live()));
        add("Path", Words.of(preview.path()) + strategy() + ": " + preview.reason());
        if (swaps(preview)) {
            add(
                    "Replaced",
                    "the whole database by a new one; the old one gets another name, and its sessions are ended");
        } else if (preview.path() == RestorePath.DROP_AND_RESTORE
                || !preview.dropped().isEmpty()) {
            add("Lost", "everything in the database" + count(preview.dropped().size(), "object"));
            names(preview.dropped());
        } else if (preview.path() == RestorePath.DATA_ONLY) {
            add(
                    "Lost",
                    "the rows of " + preview.replaced().size()
                            + (preview.replaced().size() == 1 ? " table" : " tables")
                            + ", which are replaced by the snapshot's");
            names(preview.replaced().stream().map(PreviewText::rows).toList());
        }
        if (preview.path() == RestorePath.ADDITION) {
            add("Lost", "nothing");
        }
        if (!preview.schemaDifferences().isEmpty()) {
            // Where only rows are asked for, the versions do not matter.
            boolean equal = preview.live().label().equals(preview.snapshot().label());
            add(
                    "Differs",
                    "the schema of the database is not the snapshot's"
                            + (equal ? ", though the versions are equal" : ""));
            names(preview.schemaDifferences());
        }
        if (!preview.sessions().isEmpty()) {
            add("Sessions", "in the way, because they hold locks on what is changed");
            names(preview.sessions().stream().map(PreviewText::session).toList());
        }
        if (preview.estimate() != null && preview.estimate().toSeconds() > 0) {
            add("Time", "about " + StatusLine.clock(preview.estimate()));
        }
    }

    private void findings() {
        for (Finding finding : preview.findings()) {
            add(
                    switch (finding.severity()) {
                        case BLOCKS -> "Blocks";
                        case WARNING -> "Warning";
                        case NOTE -> "Note";
                    },
                    most == Integer.MAX_VALUE ? finding.fullText() : finding.text());
        }
    }

    private void add(String head, String text) {
        lines.add(line(head, text));
    }

    /** A line with a word before it that says what it is. */
    static String line(String head, String text) {
        return String.format(Locale.ROOT, "%-10s %s", head, Failures.oneLine(text));
    }

    private void names(List<String> names) {
        names.stream().limit(most).forEach(name -> lines.add("             " + Failures.oneLine(name)));
        if (names.size() > most) {
            lines.add("             and " + (names.size() - most) + " more");
        }
    }

    private static String count(int count, String noun) {
        return count == 0 ? "" : ": " + count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String version(SchemaVersion version) {
        return version.label() + (version.dirty() ? " (dirty)" : "");
    }

    /** Whether another database takes the name. */
    static boolean swaps(RestorePreview preview) {
        return preview.strategy() == RestoreStrategy.SWAP
                && (preview.path() == RestorePath.DROP_AND_RESTORE || preview.path() == RestorePath.DATA_ONLY);
    }

    private String strategy() {
        if (preview.path() == RestorePath.REFUSED || preview.path() == RestorePath.EMPTY_TARGET) {
            return "";
        }
        return preview.strategy() == RestoreStrategy.IN_PLACE ? "" : " (" + Words.of(preview.strategy()) + ")";
    }

    private static String rows(RestorePreview.ReplacedTable table) {
        String now = table.liveRows() < 0 ? "?" : "about " + table.liveRows();
        String then = table.snapshotRows() < 0 ? "?" : String.valueOf(table.snapshotRows());
        return table.table() + ": " + now + " rows now, " + then + " in the snapshot";
    }

    private static String session(RestorePreview.BlockingSession session) {
        StringBuilder text = new StringBuilder(session.pid() == 0 ? "a prepared transaction" : "pid " + session.pid());
        for (String part : List.of(session.user(), session.application(), session.state())) {
            text.append(part.isEmpty() ? "" : ", " + part);
        }
        return text + (session.since().isEmpty() ? "" : " since " + session.since()) + ", on " + session.object();
    }
}
