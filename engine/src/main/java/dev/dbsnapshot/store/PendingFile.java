package dev.dbsnapshot.store;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot that appears whole or not at all. It is written beside its final name, with {@code .partial} behind it,
 * flushed to disk, and renamed last; whoever closes it without {@link #commit()} leaves nothing behind. Confined to one
 * thread.
 */
public final class PendingFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PendingFile.class);
    private static final String SUFFIX = ".partial";
    private static final String SPOOL = ".db-snapshot-spool-";

    private final FolderLock lock;
    private final Path finalPath;
    private final Path partialPath;
    private final FileChannel channel;
    private final EarlyFlush early;
    private final boolean overwrite;
    private boolean committed;

    private PendingFile(FolderLock lock, Path finalPath, Path partialPath, FileChannel channel, boolean overwrite) {
        this.lock = lock;
        this.finalPath = finalPath;
        this.partialPath = partialPath;
        this.channel = channel;
        this.early = EarlyFlush.of(channel);
        this.overwrite = overwrite;
    }

    /**
     * Begins a file. Its folder must exist.
     *
     * @param finalPath the name that it will have
     * @param overwrite whether a file of that name may be replaced
     * @param progress hears of partial files that an aborted run left and that are removed
     */
    public static PendingFile begin(Path finalPath, boolean overwrite, Progress progress) {
        checkFree(finalPath, overwrite);
        Path folder = folderOf(finalPath);
        FolderLock lock = FolderLock.take(folder);
        boolean begun = false;
        try {
            removeStale(folder, finalPath, progress);
            Path partial = folder.resolve(finalPath.getFileName() + SUFFIX);
            FileChannel channel = FileChannel.open(
                    partial,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    OwnerOnly.attributes(partial));
            begun = true;
            return new PendingFile(lock, finalPath, partial, channel, overwrite);
        } catch (IOException e) {
            throw FileFailure.of("cannot create a file in " + folder, e, "check that the folder is writable");
        } finally {
            if (!begun) {
                lock.close();
            }
        }
    }

    /** Makes the folder, readable for its owner only, if it is not there yet. */
    public static void createFolder(Path folder) {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.createDirectories(folder, OwnerOnly.folderAttributes(folder));
        } catch (IOException e) {
            throw FileFailure.of("cannot create folder " + folder, e, "create it, or choose another one");
        }
    }

    /** What makes a new file readable for its owner only, where the file system can. */
    public static FileAttribute<?>[] ownerOnly(Path path) {
        return OwnerOnly.attributes(path);
    }

    /** Fails if the name cannot be used; called before any work is done, and again before the file is renamed. */
    public static void checkFree(Path finalPath, boolean overwrite) {
        Path folder = folderOf(finalPath);
        if (!Files.isDirectory(folder)) {
            throw new SnapshotException(
                    ErrorCode.IO,
                    "cannot write " + finalPath + ": folder " + folder + " is not there; create it first");
        }
        if (!Files.isWritable(folder)) {
            throw new SnapshotException(
                    ErrorCode.IO,
                    "cannot write " + finalPath + ": folder " + folder + " is not writable; choose another one");
        }
        if (Files.isDirectory(finalPath)) {
            throw new SnapshotException(
                    ErrorCode.USAGE, "cannot write " + finalPath + ": it is a folder; name a file in it");
        }
        if (!overwrite && Files.exists(finalPath, LinkOption.NOFOLLOW_LINKS)) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    finalPath + " exists already and is not overwritten: choose another name, or force it (--force)");
        }
    }

    /** Where the bytes go. */
    public FileChannel channel() {
        return channel;
    }

    /**
     * A file beside it for what has to wait; readable for its owner only, without a name where the system allows that,
     * and gone when it is closed or the process dies. May be called by several threads.
     */
    public FileChannel spool() throws IOException {
        Path spool = folderOf(finalPath).resolve(SPOOL + UUID.randomUUID());
        return FileChannel.open(
                spool,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                OwnerOnly.attributes(spool));
    }

    /** The file as long as it is not committed. */
    public Path partialPath() {
        return partialPath;
    }

    /** The folder that it is in. */
    public Path folder() {
        return folderOf(finalPath);
    }

    /** The name that the file will have. */
    public Path finalPath() {
        return finalPath;
    }

    /** Flushes all bytes to disk. */
    public void flush() {
        try {
            early.end();
            channel.force(true);
        } catch (IOException e) {
            throw FileFailure.of("cannot write " + finalPath, e, "free some space and try again");
        }
    }

    /** Gives the file its final name. Only then does the snapshot exist. */
    public void commit() {
        checkFree(finalPath, overwrite);
        try {
            early.end();
            channel.force(true);
            channel.close();
            move();
            committed = true;
            flushFolder();
        } catch (IOException e) {
            throw FileFailure.of("cannot write " + finalPath, e, "free some space and try again");
        }
    }

    private void move() throws IOException {
        try {
            Files.move(partialPath, finalPath, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            LOG.warn("{} cannot rename atomically", folderOf(finalPath), e);
            Files.move(partialPath, finalPath, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    // A rename is on disk only once the folder is.
    private void flushFolder() {
        try (FileChannel folder = FileChannel.open(folderOf(finalPath), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            LOG.warn("{} cannot be flushed to disk (some systems do not flush folders)", folderOf(finalPath), e);
        }
    }

    private static void removeStale(Path folder, Path finalPath, Progress progress) throws IOException {
        try (DirectoryStream<Path> spools = Files.newDirectoryStream(folder, SPOOL + "*")) {
            for (Path spool : spools) {
                Files.deleteIfExists(spool);
            }
        }
        // Nobody else writes here while the lock is held: whatever is partial was left by a run that died.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String complete = name.substring(0, name.length() - SUFFIX.length());
                if (complete.equals(String.valueOf(finalPath.getFileName())) || SnapshotName.isOurs(complete)) {
                    Files.delete(file);
                    progress.on(new Progress.Warning("removed " + file + ", left by a backup that was aborted"));
                }
            }
        }
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new SnapshotException(ErrorCode.USAGE, "cannot write " + file + ": name a file");
        }
        return folder;
    }

    @Override
    public void close() {
        early.close();
        try {
            channel.close();
            if (!committed) {
                Files.deleteIfExists(partialPath);
            }
        } catch (IOException e) {
            throw FileFailure.of("cannot remove " + partialPath, e, "remove it by hand");
        } finally {
            lock.close();
        }
    }
}
