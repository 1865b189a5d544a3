package dev.dbsnapshot.connect;

/** A thread that a session was lent to. */
public final class OtherThread {

    private OtherThread() {}

    /**
     * Waits until it has ended and nobody uses the session. An interrupt does not end the waiting, because whoever
     * interrupts also cancels what the session does; it is kept for later.
     *
     * @param thread does not wait for the calling one
     */
    public static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
