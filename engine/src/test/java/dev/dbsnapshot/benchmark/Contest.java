package dev.dbsnapshot.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs several ways to do the same thing in turns, so that whatever else the machine does hits all of them, and prints
 * the median of each as a ratio to the first. Absolute times of a shared machine mean nothing.
 */
final class Contest {

    /** A way to do it, which may fail in any way. */
    interface Way {
        void run() throws Exception;
    }

    private record Entrant(Way prepare, Way run) {}

    private final String title;
    private final Map<String, Entrant> entrants = new LinkedHashMap<>();

    Contest(String title) {
        this.title = title;
    }

    /** Adds a way; what prepares it is not measured. */
    Contest with(String name, Way prepare, Way run) {
        entrants.put(name, new Entrant(prepare, run));
        return this;
    }

    /** Runs all ways this often, in turns, and prints the ratios. */
    void run(int rounds, PrintStream out) throws Exception {
        Map<String, List<Long>> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Entrant> entrant : entrants.entrySet()) {
                entrant.getValue().prepare().run();
                long started = System.nanoTime();
                entrant.getValue().run().run();
                times.computeIfAbsent(entrant.getKey(), name -> new ArrayList<>())
                        .add(System.nanoTime() - started);
            }
        }
        out.println(title);
        double first = 0;
        for (Map.Entry<String, List<Long>> entry : times.entrySet()) {
            List<Long> sorted = new ArrayList<>(entry.getValue());
            Collections.sort(sorted);
            double median = sorted.get(sorted.size() / 2) / 1e9;
            first = first == 0 ? median : first;
            out.printf(
                    Locale.ROOT,
                    "  %-48s %8.2f s  ratio %.2f  (%.2f to %.2f s)%n",
                    entry.getKey(),
                    median,
                    median / first,
                    sorted.get(0) / 1e9,
                    sorted.get(sorted.size() - 1) / 1e9);
        }
    }
}
