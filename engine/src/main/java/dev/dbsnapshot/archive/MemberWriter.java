package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.SnapshotException;
import java.nio.ByteBuffer;

/**
 * Takes the content of one member. Not safe for use by several threads.
 *
 * <p>{@link #finish} makes the member part of the archive; a writer that is only closed leaves the archive unusable,
 * which is right, because then its content is not complete.
 */
public interface MemberWriter extends AutoCloseable {

    /**
     * Appends bytes, all that the buffer has left. A direct buffer of about 1 MiB is fastest.
     *
     * @throws SnapshotException with {@link dev.dbsnapshot.api.ErrorCode#IO} if the file takes no more
     */
    void write(ByteBuffer content);

    /** How many bytes were written so far. */
    long size();

    /**
     * Ends the member.
     *
     * @param rows how many rows of a table it holds, or -1 if it holds none
     * @return what the manifest will say about it
     */
    Manifest.MemberRecord finish(long rows);

    /** Releases the member; without {@link #finish} before, the archive stays incomplete. */
    @Override
    void close();
}
