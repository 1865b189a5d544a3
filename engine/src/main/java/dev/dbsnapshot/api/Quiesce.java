package dev.dbsnapshot.api;

/**
 * Stops the application while its schema is away, and starts it again. {@link #start()} is called on every way out once
 * {@link #stop()} was called, also if that failed: it must bring back whatever state was there before.
 */
public interface Quiesce {

    /** Stops nothing. */
    Quiesce NONE = new Quiesce() {
        @Override
        public void stop() {}

        @Override
        public void start() {}
    };

    /**
     * Whether the application is stopped whatever the work is, and not only where its tables go away.
     *
     * @return whether it always is
     */
    default boolean always() {
        return false;
    }

    /**
     * The same for any work.
     *
     * @return stops and starts what this stops and starts
     */
    default Quiesce forAnyWork() {
        Quiesce some = this;
        return new Quiesce() {
            @Override
            public boolean always() {
                return true;
            }

            @Override
            public void stop() {
                some.stop();
            }

            @Override
            public void stop(Journal journal) {
                some.stop(journal);
            }

            @Override
            public void start() {
                some.start();
            }
        };
    }

    /**
     * Stops the application and waits until it is gone. Called after the person has agreed, before the first change.
     *
     * @throws SnapshotException if it cannot be stopped; then nothing is restored
     */
    void stop();

    /**
     * The same, and writes down first what is needed to bring the application back after a crash.
     *
     * @param journal remembers it
     * @throws SnapshotException if it cannot be stopped or written down; then nothing is restored
     */
    default void stop(Journal journal) {
        stop();
    }

    /**
     * Brings back what {@link #stop()} found.
     *
     * @throws SnapshotException if it cannot; the restore itself is what it is, and the message says what to do by hand
     */
    void start();
}
