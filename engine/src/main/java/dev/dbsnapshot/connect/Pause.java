package dev.dbsnapshot.connect;

/** Waiting a moment before the server is asked again. */
public final class Pause {

    private Pause() {}

    /**
     * Waits.
     *
     * @param millis how long
     * @return whether it was that long; the thread is interrupted otherwise
     */
    public static boolean of(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
