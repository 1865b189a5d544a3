package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * One line at the bottom of the terminal that is drawn again and again, and goes away at the end. It is drawn by a thread
 * of its own, so that time passes on it while the server works. Thread-safe.
 */
final class BarView implements ProgressView {

    private static final Duration BEAT = Duration.ofMillis(150);

    /** Where a terminal does not say how wide it is. */
    private static final int USUAL_WIDTH = 80;

    private final Terminal terminal;
    private final boolean colors;
    private final boolean members;
    private final Display display;
    private final Tally tally = new Tally(System::nanoTime);
    private int columns;
    private boolean shown;
    private boolean paused = true;
    private boolean closed;

    /**
     * Begins; nothing is drawn before the first event.
     *
     * @param members whether to print each table that is finished
     */
    BarView(Terminal terminal, boolean colors, boolean members) {
        this.terminal = terminal;
        this.colors = colors;
        this.members = members;
        this.display = new Display(terminal, false);
        Thread beat = new Thread(this::beat, "db-snapshot-bar");
        beat.setDaemon(true);
        beat.start();
    }

    private synchronized void beat() {
        try {
            while (!closed) {
                wait(BEAT.toMillis());
                draw();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does; without a beat, events still draw.
        }
    }

    /** Whether a line can be drawn again on this terminal. */
    static boolean possibleOn(Terminal terminal) {
        String type = terminal.getType();
        return type != null
                && !type.startsWith(Terminal.TYPE_DUMB)
                && terminal.getStringCapability(Capability.clr_eol) != null;
    }

    @Override
    public synchronized void on(Progress.Event event) {
        tally.add(event);
        paused = closed;
        if (event instanceof Progress.Warning warning) {
            line("warning: " + Failures.oneLine(warning.message()));
        } else if (event instanceof Progress.MemberFinished member && members) {
            line("  " + ProgressLines.finished(member));
        } else if (event instanceof Progress.PhaseStarted) {
            draw();
        }
    }

    @Override
    public synchronized void line(String text) {
        clear();
        terminal.writer().println(text);
        terminal.writer().flush();
        draw();
    }

    @Override
    public synchronized void result(String text, Map<String, Object> facts) {
        pause();
        line(text);
    }

    @Override
    public synchronized void pause() {
        clear();
        paused = true;
    }

    @Override
    public synchronized void close() {
        pause();
        closed = true;
        notifyAll();
    }

    private synchronized void draw() {
        if (paused || tally.phase().isEmpty()) {
            return;
        }
        resize();
        // The last column stays free: terminals differ in where the cursor goes after it.
        show(List.of(styled(StatusLine.fitting(columns - 1, tally))));
        shown = true;
    }

    private void clear() {
        if (shown) {
            resize();
            show(List.of());
            shown = false;
        }
    }

    /** Asked anew each time: whoever drags a window makes many sizes, and the last one counts. */
    private void resize() {
        Size size = terminal.getSize();
        int now = size.getColumns() > 0 ? size.getColumns() : USUAL_WIDTH;
        if (now != columns) {
            columns = now;
            display.resize(Math.max(2, size.getRows()), columns);
        }
    }

    private void show(List<AttributedString> lines) {
        display.update(lines, 0);
        terminal.writer().flush();
    }

    private AttributedString styled(String line) {
        int head = tally.phase().length();
        if (!colors || line.length() < head) {
            return new AttributedString(line);
        }
        return new AttributedStringBuilder()
                .styled(AttributedStyle.DEFAULT.bold().foreground(AttributedStyle.CYAN), line.substring(0, head))
                .append(line.substring(head))
                .toAttributedString();
    }
}
