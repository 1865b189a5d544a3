package dev.dbsnapshot.store;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second run out of a folder while one writes there. The operating system lets go of the lock when the process
 * dies, so that a file that was left behind locks nobody out.
 */
final class FolderLock implements AutoCloseable {

    private static final String NAME = ".db-snapshot.lock";
    /** Small enough for any limit on the size of files. */
    private static final long LARGEST_MARK = 1 << 13;

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    static FolderLock take(Path folder) {
        Path path = folder.resolve(NAME);
        try {
            while (true) {
                FolderLock taken = tryTake(path);
                if (taken != null) {
                    return taken;
                }
            }
        } catch (IOException e) {
            throw FileFailure.of("cannot lock folder " + folder, e, "check that it is writable");
        }
    }

    private static @Nullable FolderLock tryTake(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.attributes(path));
        boolean taken = false;
        try {
            FileLock lock = lock(channel);
            if (lock == null) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        "another backup is writing to " + path.getParent()
                                + ": wait until it has finished, or choose another folder");
            }
            // The run before removes the file when it ends; then this lock is on a file that nobody else can see.
            taken = isSameFile(path, channel);
            return taken ? new FolderLock(path, channel, lock) : null;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Another thread of this very JVM has it.
        }
    }

    // The mark is the file's size, which can be had without opening the file: on POSIX systems, closing any channel of
    // a file gives back all locks that the process has on it.
    private static boolean isSameFile(Path path, FileChannel channel) throws IOException {
        long size = ThreadLocalRandom.current().nextLong(1, LARGEST_MARK);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
        try {
            return Files.size(path) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(path);
            lock.release();
        } catch (IOException e) {
            throw FileFailure.of("cannot remove lock file " + path, e, "remove it by hand");
        }
    }
}
