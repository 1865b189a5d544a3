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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
            // One thread at a time, so that whoever holds the lock in this JVM has left its mark.
            synchronized (FolderLock.class) {
                while (true) {
                    FolderLock taken = tryTake(path);
                    if (taken != null) {
                        return taken;
                    }
                }
            }
        } catch (IOException e) {
            throw FileFailure.of("cannot lock folder " + folder, e, "check that it is writable");
        }
    }

    private static @Nullable FolderLock tryTake(Path path) throws IOException {
        if (isOfThisProcess(path)) {
            throw taken(path);
        }
        FileChannel channel = FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.attributes(path));
        boolean taken = false;
        try {
            FileLock first = lock(channel);
            if (first == null) {
                throw taken(path);
            }
            long size = mark(path, channel);
            // What marks the file opens and closes it, see below: the lock may be gone.
            first.release();
            FileLock lock = lock(channel);
            if (lock == null) {
                throw taken(path);
            }
            // The run before removes the file when it ends; then this lock is on a file that nobody else can see.
            taken = size(path) == size && isOfThisProcess(path);
            return taken ? new FolderLock(path, channel, lock) : null;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static SnapshotException taken(Path path) {
        return new SnapshotException(
                ErrorCode.CONFLICT,
                "another backup is writing to " + path.getParent()
                        + ": wait until it has finished, or choose another folder");
    }

    /**
     * Whether another thread of this JVM has the lock, which has to be known without opening the file: on POSIX systems,
     * closing any channel of a file gives back all locks that the process has on it. So the file bears the time at which
     * its process began, which no process shares that finds it left behind.
     */
    private static boolean isOfThisProcess(Path path) throws IOException {
        try {
            return Files.getLastModifiedTime(path).to(TimeUnit.SECONDS) == beginOfProcess();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Leaves a size by which the file is known again without opening it, and the time. */
    private static long mark(Path path, FileChannel channel) throws IOException {
        long size = ThreadLocalRandom.current().nextLong(1, LARGEST_MARK);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
        try {
            Files.setLastModifiedTime(path, FileTime.from(beginOfProcess(), TimeUnit.SECONDS));
        } catch (NoSuchFileException e) {
            return -1;
        }
        return size;
    }

    private static long size(Path path) throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** In whole seconds, because not every file system keeps more; long ago where the system does not tell. */
    private static long beginOfProcess() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .orElse(Instant.EPOCH)
                .getEpochSecond();
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Another thread of this very JVM has it.
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
