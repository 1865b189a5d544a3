package dev.dbsnapshot.testdata;

import java.nio.file.Path;
import java.util.Optional;

/** Where a server runs: from unpacked binaries on this machine, or in a container. */
interface ServerProcess extends AutoCloseable {

    String host();

    int port();

    /** All that the server has logged since it was made. */
    String log();

    /** Its data directory, if this machine can see it. */
    Optional<Path> dataDirectory();

    /** Where the small disk is, as the server sees it. */
    Path smallDisk();

    /** Ends it at once, as {@code kill -9} does, and waits until none of its processes is left. */
    void kill();

    /** Shuts it down ({@code fast}). */
    void stop();

    /** Starts it again after {@link #kill} or {@link #stop}; the port may have changed. */
    void start();

    /** Ends it and removes all that it left behind. */
    @Override
    void close();
}
