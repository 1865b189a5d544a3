package dev.dbsnapshot.copy;

import dev.dbsnapshot.api.SnapshotException;
import java.nio.ByteBuffer;

/** Takes bytes, such as the writer of an archive's member. */
@FunctionalInterface
public interface ByteSink {

    /**
     * Takes all that the buffer has left.
     *
     * @param bytes valid only during the call
     * @throws SnapshotException if they cannot be kept, for example because the disk is full
     */
    void write(ByteBuffer bytes);
}
