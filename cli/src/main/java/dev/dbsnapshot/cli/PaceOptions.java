package dev.dbsnapshot.cli;

import dev.dbsnapshot.Backup;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How fast a backup may be. */
final class PaceOptions {

    private static final String RATE = "(\\d{1,12})([KMG]?)(?:I?B)?(?:/S)?";
    private static final String UNITS = "KMG";
    private static final int UNIT_BITS = 10;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many sessions read data at the same time, 1 to 64. Default: as many as seem useful.")
    private int jobs;

    @Option(
            names = "--rate-limit",
            paramLabel = "RATE",
            description = "Bytes of data to read in a second at most, such as 500K, 20M or 1G.")
    private @Nullable String rateLimit;

    @Option(
            names = "--stall-timeout",
            paramLabel = "SECONDS",
            description = "After how long without a byte to ask the server whether a session is dead. Default: 60")
    private long stallTimeout = 60;

    /** Tells that pg_dump in a pod has its own pace. */
    void explain(Consumer<String> person) {
        if (jobs != 0 || rateLimit != null) {
            person.accept("warning: --jobs and --rate-limit have no effect in the jump pod");
        }
    }

    Backup addTo(Backup backup) {
        Backup paced = backup.jobs(jobs).stallTimeout(Duration.ofSeconds(stallTimeout));
        return rateLimit == null ? paced : paced.rateLimit(bytes(rateLimit));
    }

    private static long bytes(String text) {
        Matcher rate = Pattern.compile(RATE).matcher(text.toUpperCase(Locale.ROOT));
        if (!rate.matches()) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "--rate-limit " + text + " is no rate: give bytes a second, such as 500K or 20M");
        }
        int unit = rate.group(2).isEmpty() ? 0 : UNITS.indexOf(rate.group(2)) + 1;
        return Long.parseLong(rate.group(1)) << (UNIT_BITS * unit);
    }
}
