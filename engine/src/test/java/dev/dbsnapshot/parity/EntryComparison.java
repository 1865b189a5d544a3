package dev.dbsnapshot.parity;

import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How the entries of our archive differ from those of the real one.
 *
 * @param real the real entries by key, in order
 * @param ours our entries by key, in order
 */
record EntryComparison(Map<String, ComparedEntry> real, Map<String, ComparedEntry> ours) {

    /** Compares all entries. */
    static EntryComparison of(List<TocEntry> real, List<TocEntry> ours) {
        return of(real, ours, entry -> true);
    }

    /** Compares some entries only. */
    static EntryComparison of(List<TocEntry> real, List<TocEntry> ours, Predicate<ComparedEntry> wanted) {
        return new EntryComparison(byKey(real, wanted), byKey(ours, wanted));
    }

    private static Map<String, ComparedEntry> byKey(List<TocEntry> entries, Predicate<ComparedEntry> wanted) {
        return ComparedEntry.of(entries).stream()
                .filter(wanted)
                .collect(Collectors.toMap(
                        ComparedEntry::key, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    }

    /** Keys of real entries that ours lack. */
    List<String> missing() {
        return real.keySet().stream().filter(key -> !ours.containsKey(key)).toList();
    }

    /** Keys of our entries that the real ones lack. */
    List<String> extra() {
        return ours.keySet().stream().filter(key -> !real.containsKey(key)).toList();
    }

    /** Keys of entries that both have, but not alike. */
    List<String> different() {
        return real.keySet().stream()
                .filter(key -> ours.containsKey(key) && !real.get(key).equals(ours.get(key)))
                .toList();
    }

    /** Keys that both have, where the order of ours leaves that of the real ones: the first of each run. */
    List<String> misplaced() {
        List<String> common = real.keySet().stream().filter(ours::containsKey).toList();
        List<String> actual = ours.keySet().stream().filter(real::containsKey).toList();
        List<String> result = new ArrayList<>();
        Map<String, String> next = new LinkedHashMap<>();
        for (int i = 0; i < common.size(); i++) {
            next.put(common.get(i), i + 1 < common.size() ? common.get(i + 1) : "(end)");
        }
        String expected = common.isEmpty() ? "(end)" : common.get(0);
        for (String key : actual) {
            if (!key.equals(expected)) {
                result.add(key + "\n      stands where pg_dump has: " + expected);
            }
            expected = String.valueOf(next.get(key));
        }
        return result;
    }

    boolean isEqual() {
        return missing().isEmpty()
                && extra().isEmpty()
                && different().isEmpty()
                && misplaced().isEmpty();
    }

    /** A report for people: counts by kind, then the first differences of each sort. */
    String report(int limit) {
        StringBuilder out = new StringBuilder();
        List<String> different = different();
        out.append(String.format(
                "%d entries in pg_dump's archive, %d in ours: %d missing, %d too many, %d different, %d out of order%n",
                real.size(),
                ours.size(),
                missing().size(),
                extra().size(),
                different.size(),
                misplaced().size()));
        if (isEqual()) {
            return out.toString();
        }
        counts(out);
        list(out, "MISSING", missing(), limit);
        list(out, "TOO MANY", extra(), limit);
        list(out, "OUT OF ORDER", misplaced(), limit);
        different.stream().limit(limit).forEach(key -> difference(out, key));
        if (different.size() > limit) {
            out.append("... and ").append(different.size() - limit).append(" more different entries\n");
        }
        return out.toString();
    }

    private void counts(StringBuilder out) {
        Map<String, int[]> counts = new TreeMap<>();
        real.values().forEach(entry -> counts.computeIfAbsent(entry.desc(), desc -> new int[3])[0]++);
        ours.values().forEach(entry -> {
            int[] count = counts.computeIfAbsent(entry.desc(), desc -> new int[3]);
            count[1]++;
            if (entry.equals(real.get(entry.key()))) {
                count[2]++;
            }
        });
        out.append(String.format("  %-28s %7s %7s %7s%n", "kind", "pg_dump", "ours", "equal"));
        counts.forEach((desc, count) -> out.append(String.format(
                "  %-28s %7d %7d %7d%s%n",
                desc, count[0], count[1], count[2], count[0] == count[2] && count[1] == count[2] ? "" : "  <--")));
    }

    private static void list(StringBuilder out, String title, List<String> keys, int limit) {
        if (keys.isEmpty()) {
            return;
        }
        out.append(title).append('\n');
        keys.stream().limit(limit).forEach(key -> out.append("  ").append(key).append('\n'));
        if (keys.size() > limit) {
            out.append("  ... and ").append(keys.size() - limit).append(" more\n");
        }
    }

    private void difference(StringBuilder out, String key) {
        out.append("DIFFERENT ").append(key).append('\n');
        Map<String, String> expected = real.get(key).fields();
        Map<String, String> actual = ours.get(key).fields();
        expected.forEach((field, value) -> {
            if (!value.equals(actual.get(field))) {
                out.append("  ").append(field).append(" (- pg_dump, + ours)\n");
                out.append(TextDifference.of(value, String.valueOf(actual.get(field)), 40));
            }
        });
    }
}
