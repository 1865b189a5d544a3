package dev.dbsnapshot.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long to wait for the locks of others on what is replaced. */
final class LockWaitOption {

    @Option(
            names = "--lock-wait-timeout",
            paramLabel = "TIME",
            description = "How long to wait for sessions that hold locks on what is replaced: milliseconds, or with a"
                    + " unit (2s, 1min); 0 without limit. Default: ${DEFAULT-VALUE}",
            defaultValue = "1min")
    private String lockWaitTimeout = "1min";

    Duration timeout() {
        return ContentOptions.time(lockWaitTimeout);
    }
}
