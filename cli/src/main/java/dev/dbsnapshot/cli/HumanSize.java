package dev.dbsnapshot.cli;

import java.util.Locale;

/** Sizes as people read them: powers of 1024, one decimal below ten. */
final class HumanSize {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private HumanSize() {}

    static String of(long bytes) {
        if (bytes < 1024) {
            return bytes + " B"; // There may be as many sizes as tables, and formats are slow.
        }
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 || value >= 10
                ? String.format(Locale.ROOT, "%.0f %s", value, UNITS[unit])
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
