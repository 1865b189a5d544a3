package dev.dbsnapshot.parity;

import java.util.List;

/** Two texts, line by line: lines of the first with a minus, of the second with a plus, and what surrounds them. */
final class TextDifference {

    private TextDifference() {}

    /** The lines that differ, at most {@code limit} of them; empty if none do. */
    static String of(String expected, String actual, int limit) {
        List<String> left = List.of(expected.split("\n", -1));
        List<String> right = List.of(actual.split("\n", -1));
        StringBuilder out = new StringBuilder();
        int i = 0;
        int j = 0;
        int shown = 0;
        int equal = 0;
        while ((i < left.size() || j < right.size()) && shown < limit) {
            if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                equal++;
                i++;
                j++;
                continue;
            }
            if (equal > 0) {
                out.append("      ").append(visible(left.get(i - 1))).append('\n');
                equal = 0;
            }
            int[] step = resynchronize(left, right, i, j);
            for (int end = i + step[0]; i < end && shown < limit; i++, shown++) {
                out.append("    - ").append(visible(left.get(i))).append('\n');
            }
            for (int end = j + step[1]; j < end && shown < limit; j++, shown++) {
                out.append("    + ").append(visible(right.get(j))).append('\n');
            }
        }
        if (shown >= limit) {
            out.append("    ... more lines follow\n");
        }
        return out.toString();
    }

    /** The fewest lines to skip on both sides until they agree again, looking ahead no farther than 200 lines. */
    private static int[] resynchronize(List<String> left, List<String> right, int i, int j) {
        for (int total = 1; total < 200; total++) {
            for (int skipLeft = 0; skipLeft <= total; skipLeft++) {
                int skipRight = total - skipLeft;
                boolean leftEnds = i + skipLeft == left.size();
                boolean rightEnds = j + skipRight == right.size();
                if (leftEnds && rightEnds) {
                    return new int[] {skipLeft, skipRight};
                }
                if (i + skipLeft < left.size()
                        && j + skipRight < right.size()
                        && left.get(i + skipLeft).equals(right.get(j + skipRight))) {
                    return new int[] {skipLeft, skipRight};
                }
            }
        }
        return new int[] {left.size() - i, right.size() - j};
    }

    private static String visible(String line) {
        String shown = line.replace("\r", "\\r").replace("\t", "\\t");
        return shown.length() > 300 ? shown.substring(0, 300) + "... (" + shown.length() + " characters)" : shown;
    }
}
