package dev.dbsnapshot.backup;

import java.time.Duration;

/** How many sessions are useful where nobody has said it. */
final class JobCount {

    /** Less data than this is read before more sessions are there. */
    private static final long WORTH_IT = 32L << 20;

    /** More than this is hard on a server that others use too. */
    private static final int MOST = 4;

    /** Where the way to the server is the limit, more sessions cost it little. */
    private static final int MOST_FAR_AWAY = 8;

    private static final Duration FAR_AWAY = Duration.ofMillis(5);
    private static final int MANY_TABLES = 200;

    private JobCount() {}

    /**
     * A useful number.
     *
     * @param bytes what there is to read
     * @param members in how many members
     * @param roundTrip how long the server takes to answer the smallest question
     */
    static int of(long bytes, int members, Duration roundTrip) {
        boolean far = roundTrip.compareTo(FAR_AWAY) >= 0;
        if (bytes < WORTH_IT && !(far && members > MANY_TABLES)) {
            return 1;
        }
        int cores = Runtime.getRuntime().availableProcessors();
        return far ? Math.max(cores, MOST_FAR_AWAY) : Math.min(cores, MOST);
    }
}
