package dev.dbsnapshot.cli.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How often each fault happened on each path, and what the database was afterwards. Not thread-safe. */
final class FaultTable {

    /**
     * One sweep.
     *
     * @param points how often the fault happened
     * @param messages how many messages the path has, or 0 if that is not what is counted
     * @param old how often the database was the old one afterwards
     * @param recovered how often that needed recovery
     */
    record Cell(int points, int messages, int old, int recovered) {
        @Override
        public String toString() {
            String all = messages == 0 || messages == points ? "" : "/" + messages;
            String recovery = recovered == 0 ? "" : " r" + recovered;
            return points + all + ": " + old + "+" + (points - old) + recovery;
        }
    }

    private final Map<FaultPath, Map<Fault, Cell>> rows = new TreeMap<>();

    void add(FaultPath path, Fault fault, Cell cell) {
        rows.computeIfAbsent(path, unused -> new EnumMap<>(Fault.class)).put(fault, cell);
    }

    /** Shows it in the output of the build, and leaves it in a file beside the reports. */
    void print() throws IOException {
        System.out.println(this);
        Path file = Path.of("target", "fault-table.txt");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, toString());
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("\nFaults on the paths of a restore. points[/messages]: afterwards the old"
                        + " database + the new one [r: after recovery]\n");
        line(text, "", Stream.of(Fault.values()).map(Fault::title).toList());
        rows.forEach((path, cells) -> line(
                text,
                path.title(),
                Stream.of(Fault.values())
                        .map(fault -> cells.containsKey(fault) ? String.valueOf(cells.get(fault)) : "-")
                        .toList()));
        return text.toString();
    }

    private static void line(StringBuilder text, String first, List<String> cells) {
        text.append(String.format(Locale.ROOT, "%-23s", first));
        cells.forEach(cell -> text.append(String.format(Locale.ROOT, "| %-20s", cell)));
        text.append('\n');
    }
}
