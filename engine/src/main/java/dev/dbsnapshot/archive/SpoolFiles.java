package dev.dbsnapshot.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Makes files for what has to wait. Safe for use by several threads. */
@FunctionalInterface
public interface SpoolFiles {

    /**
     * A new empty file, open for reading and writing, that nobody else can read and that is gone when it is closed or
     * the process dies.
     *
     * @throws IOException if none can be made
     */
    FileChannel create() throws IOException;
}
