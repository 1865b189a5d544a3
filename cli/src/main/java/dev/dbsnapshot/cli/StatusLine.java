package dev.dbsnapshot.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far the work is, as one line of text. */
final class StatusLine {

    private static final int WIDEST_BAR = 30;
    private static final int NARROWEST_BAR = 10;
    private static final int SPACE_FOR_NAMES = 24;

    private StatusLine() {}

    /** A line that fits into this many columns; where there is little room, what matters least is left out first. */
    static String fitting(int columns, Tally tally) {
        String head = tally.phase();
        String percent = percent(tally);
        String amount = amount(tally);
        String speed = speed(tally);
        String line = join(head, percent);
        for (String longer : List.of(join(line, amount), join(line, amount, speed))) {
            if (longer.length() <= columns) {
                line = longer;
            }
        }
        int room = columns - line.length() - 2;
        if (tally.total() > 0 && room >= NARROWEST_BAR) {
            int width = Math.min(WIDEST_BAR, room >= NARROWEST_BAR + SPACE_FOR_NAMES ? room - SPACE_FOR_NAMES : room);
            line = join(head, bar(tally, width)) + line.substring(head.length());
        }
        String whole = join(line, names(tally.running(), columns - line.length() - 2));
        return whole.length() <= columns ? whole : whole.substring(0, Math.max(0, columns));
    }

    /** A line for a log or a pipe. */
    static String plain(Tally tally) {
        return join(tally.phase() + ":", percent(tally), amount(tally), speed(tally), names(tally.running(), 100));
    }

    private static String percent(Tally tally) {
        // An estimate says 99 % until it is over.
        long most = tally.estimated() ? 99 : 100;
        return tally.total() == 0
                ? ""
                : (tally.estimated() ? "~" : "") + Math.min(most, tally.done() * 100 / tally.total()) + "%";
    }

    private static String amount(Tally tally) {
        if (tally.inBytes()) {
            String done = HumanSize.of(tally.done());
            return tally.total() == 0 ? done : done + " of " + HumanSize.of(tally.total());
        }
        return tally.total() == 0 ? "" : tally.done() + " of " + tally.total();
    }

    private static String speed(Tally tally) {
        if (!tally.inBytes()) {
            return tally.inPhase().toSeconds() < 2 ? "" : clock(tally.inPhase());
        }
        return join(
                tally.rate() < 1 ? "" : HumanSize.of(Math.round(tally.rate())) + "/s",
                tally.left().map(left -> clock(left) + " left").orElse(""));
    }

    /** A time as clocks show it. */
    static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    private static String bar(Tally tally, int width) {
        int inner = width - 2;
        int full = (int) Math.min(inner, inner * (double) tally.done() / tally.total());
        return "[" + "#".repeat(full) + "-".repeat(inner - full) + "]";
    }

    /** As many names as fit, and how many more there are. */
    private static String names(List<String> running, int room) {
        List<String> shown = new ArrayList<>();
        for (String name : running) {
            // Names are whatever people chose, line breaks and control characters too.
            shown.add(name.replaceAll("\\p{Cntrl}", "?"));
        }
        for (int count = shown.size(); count > 0; count--) {
            String more = count < shown.size() ? " +" + (shown.size() - count) : "";
            String text = String.join(", ", shown.subList(0, count)) + more;
            if (text.length() <= room) {
                return text;
            }
        }
        return "";
    }

    private static String join(String... parts) {
        StringBuilder line = new StringBuilder();
        for (String part : parts) {
            if (!part.isEmpty()) {
                line.append(line.isEmpty() ? "" : "  ").append(part);
            }
        }
        return line.toString();
    }
}
