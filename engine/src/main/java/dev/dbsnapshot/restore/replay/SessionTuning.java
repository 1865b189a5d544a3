package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.toc.TocEntry;

/**
 * Settings of a session that loads rows, builds indexes and checks foreign keys: other ones for each. What may be used of
 * the server's memory is guessed from shared_buffers, which its administrator sized after the machine. Not thread-safe.
 */
public final class SessionTuning {

    /** What a session is about to do. */
    public enum Task {
        /** Whatever is not one of the others. */
        ANYTHING,

        /** Sorts, and writes the index from what is sorted. */
        SORTED_INDEX,

        /** Compares all rows of one table with another one. */
        FOREIGN_KEY;

        /** What an entry of an archive needs. */
        static Task of(TocEntry entry) {
            return switch (entry.desc()) {
                case "INDEX", "CONSTRAINT" -> ofIndex(entry.defn() == null ? "" : entry.defn());
                case "FK CONSTRAINT" -> FOREIGN_KEY;
                default -> ANYTHING;
            };
        }

        /** What the statement that makes an index or its constraint needs. */
        public static Task ofIndex(String definition) {
            boolean other = definition.contains(" EXCLUDE ")
                    || (definition.contains(" USING ") && !definition.contains(" USING btree "));
            return other ? ANYTHING : SORTED_INDEX;
        }
    }

    private static final long LARGEST_KB = 1L << 20;

    /**
     * Parts of a sort this large are sorted in the processor's caches: with 512 MB, five B-trees of 2.5 million rows took
     * 12.1 s, with 16 MB 7.3 s, merging included. Two processes need 32 MB each ({@code plan_create_index_workers}).
     */
    private static final long SORT_KB = 16L << 10;

    private static final long SORT_OF_WORKER_KB = 32L << 10;

    /** What each of the sorted parts needs while they are merged, so that one merge is enough ({@code tuplesort.c}). */
    private static final long TAPE_KB = 264;

    /** Since this version COPY FREEZE marks pages so that an index alone answers. */
    private static final int INDEX_ALONE = 14;

    private final Session session;
    private final String set;
    private final long largestBytes;
    private final long sharedKb;
    private final boolean raised;
    private final int serversWorkers;
    private int workers;
    private Task task = Task.ANYTHING;

    private SessionTuning(Session session, int sessions, String set, long largestBytes) {
        Found found = session.query(
                        """
                        SELECT (SELECT setting::pg_catalog.int8 FROM pg_catalog.pg_settings WHERE name = 'maintenance_work_mem') AS now,
                            (SELECT setting::pg_catalog.int8 * 8 FROM pg_catalog.pg_settings WHERE name = 'shared_buffers') AS buffers,
                            (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'max_parallel_maintenance_workers') AS workers
                        """,
                        row -> new Found(
                                row.bigint("now"), row.bigint("buffers"), Integer.parseInt(row.text("workers"))))
                .get(0);
        long wanted = Math.min(LARGEST_KB, 2 * found.buffers() / sessions);
        this.session = session;
        this.set = set;
        this.largestBytes = largestBytes;
        this.raised = wanted > found.now();
        this.sharedKb = Math.max(wanted, found.now());
        this.serversWorkers = found.workers();
        this.workers = sessions > 1 ? 0 : serversWorkers;
    }

    private record Found(long now, long buffers, int workers) {}

    /** For the transaction that the session is in. */
    public static SessionTuning ofTransaction(Session session, long largestBytes) {
        return new SessionTuning(session, 1, "SET LOCAL ", largestBytes);
    }

    /** For one of this many sessions, none of which is in a transaction. */
    static SessionTuning of(Session session, int sessions, long largestBytes) {
        return new SessionTuning(session, sessions, "SET ", largestBytes);
    }

    /** Statements to begin with. No query is compiled: the only long one, which checks a foreign key, is simple. */
    public String begin() {
        boolean several = workers < serversWorkers;
        // A crash before the end throws the database away anyway, and the end waits for the disk once.
        String own =
                set.equals("SET ") ? "SET synchronous_commit = off; SET default_transaction_read_only = off;\n" : "";
        return own + (raised ? memory(Task.ANYTHING) : "") + set + "jit = off;\n"
                + (several ? set + "max_parallel_maintenance_workers = 0;\n" : "");
    }

    /** Statements before such a task; empty if the one before was of the same kind. */
    public String before(Task next) {
        if (next == task) {
            return "";
        }
        boolean keyNow = task == Task.FOREIGN_KEY;
        task = next;
        String cost = session.version().atLeast(INDEX_ALONE) && keyNow != (next == Task.FOREIGN_KEY)
                // What was just written is read in the order in which it lies there.
                ? set + "random_page_cost = " + (keyNow ? "DEFAULT" : "1") + ";\n"
                : "";
        return memory(next) + cost;
    }

    /** Statements once the other sessions have nothing more to begin, so that their processors are free. */
    String alone() {
        if (workers == serversWorkers) {
            return "";
        }
        workers = serversWorkers;
        task = Task.ANYTHING;
        return "RESET max_parallel_maintenance_workers;\n" + set + "random_page_cost = DEFAULT;\n";
    }

    private String memory(Task of) {
        String kb =
                switch (of) {
                    case ANYTHING -> raised ? String.valueOf(sharedKb) : "DEFAULT";
                    case SORTED_INDEX -> String.valueOf(sortKb(workers));
                    // Reading two indexes side by side, which is fastest, is chosen where a hash table is expensive.
                    case FOREIGN_KEY -> String.valueOf(sortKb(0));
                };
        return set + "maintenance_work_mem = " + kb + ";\n";
    }

    private long sortKb(int helpers) {
        long once = (long) Math.sqrt((double) (largestBytes >> 10) * TAPE_KB);
        long each = Math.max(helpers == 0 ? SORT_KB : SORT_OF_WORKER_KB, once);
        return Math.min(each * (helpers + 1), sharedKb);
    }
}
