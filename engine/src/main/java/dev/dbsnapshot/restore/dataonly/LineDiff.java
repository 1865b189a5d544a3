package dev.dbsnapshot.restore.dataonly;

import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ, by their longest common subsequence. */
final class LineDiff {

    /** Texts of more lines than this are shown whole: the table of the common lines grows with the square. */
    private static final int LONGEST = 2000;

    private LineDiff() {}

    /** Lines that only the first text has begin with {@code -}, those that only the second has with {@code +}. */
    static List<String> of(String first, String second) {
        List<String> a = first.lines().toList();
        List<String> b = second.lines().toList();
        List<String> out = new ArrayList<>();
        if (a.size() > LONGEST || b.size() > LONGEST) {
            a.forEach(line -> out.add("-   " + line));
            b.forEach(line -> out.add("+   " + line));
            return out;
        }
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                i++;
                j++;
            } else if (j >= b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
                out.add("-   " + a.get(i++));
            } else {
                out.add("+   " + b.get(j++));
            }
        }
        return out;
    }
}
