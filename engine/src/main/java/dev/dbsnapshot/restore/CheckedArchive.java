package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which file was read and checked completely, so that a plan and a restore after it, or one that asks for a
 * password in between, read it once. A file that has another size, time or inode since is checked again. Thread-safe.
 */
public final class CheckedArchive {

    private record Identity(
            long size, long modified, @Nullable Object key) {

        static Identity of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Identity(
                        attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.fileKey());
            } catch (IOException e) {
                throw new SnapshotException(ErrorCode.IO, "cannot read " + file + ": " + e.getMessage(), e);
            }
        }
    }

    private final AtomicReference<@Nullable Identity> checked = new AtomicReference<>();
    private final AtomicReference<Map<String, Long>> counted = new AtomicReference<>(Map.of());

    /** Checks what the reader has open, unless that was done before. */
    void check(Path file, ArchiveReader reader, Progress progress) {
        Identity before = Identity.of(file);
        if (before.equals(checked.get())) {
            reader.counted(Objects.requireNonNull(counted.get()));
            progress.on(new Progress.Note("the archive was checked before and has not changed since"));
            return;
        }
        progress.on(new Progress.PhaseStarted("verify"));
        reader.verify(progress);
        if (!before.equals(Identity.of(file))) {
            throw new SnapshotException(
                    ErrorCode.ARCHIVE,
                    file + " changed while it was being checked: wait until whatever writes it has ended, and start"
                            + " again");
        }
        counted.set(reader.counted());
        checked.set(before);
    }
}
