package dev.dbsnapshot;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.restore.journal.TargetName;
import dev.dbsnapshot.store.FileFailure;
import dev.dbsnapshot.store.PendingFile;
import dev.dbsnapshot.store.SnapshotName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Safety snapshots of one database: in a folder of their own, which is named by what identifies the server, or where
 * nobody may ask that, as it is addressed. They are called {@code before-restore-<UTC timestamp>.tar}, so
 * that nobody takes them for the snapshots that were made on purpose. Immutable.
 *
 * @param root the folder of all targets
 * @param target the database as it is addressed now; earlier versions named its folder by that
 * @param identity which one it is, or empty if that is unknown; see {@link dev.dbsnapshot.connect.DatabaseIdentity}
 */
record SafetyFolder(Path root, ConnectionSpec target, String identity) {

    private static final String PREFIX = SnapshotName.SAFETY_PREFIX;

    /** The file that says when a restore ended that kept nothing to go back to. */
    private static final String NOTHING_KEPT = "nothing-kept";

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A safety snapshot, and when it was made. */
    record Entry(Path file, Instant since) {}

    /**
     * Backs up the target as this role or the one that logs in, and reads the whole backup.
     *
     * @param lockTimeout how long to wait for the lock on a table, or zero for ever
     */
    Path take(@Nullable Transport transport, @Nullable String role, Duration lockTimeout, Progress progress) {
        Path folder = folder();
        PendingFile.createFolder(folder);
        progress.on(new Progress.PhaseStarted("safety"));
        Path file = free(folder);
        // One phase of the restore to whoever watches, with the bytes of the backup in it.
        Progress inside = event -> {
            if (!(event instanceof Progress.PhaseStarted)) {
                progress.on(event);
            }
        };
        Backup backup = Backup.of(target)
                .toFile(file)
                .options(DumpOptions.DEFAULT
                        .with(DumpFlag.PRIVILEGES)
                        .withRole(role)
                        .withLockWaitTimeout(lockTimeout.isZero() ? null : lockTimeout))
                .progress(inside);
        (transport == null ? backup : backup.through(transport)).run();
        Verify.of(file).progress(inside).run();
        return file;
    }

    private Path folder() {
        return root.resolve(identity.isEmpty() ? TargetName.of(target) : TargetName.ofIdentity(identity));
    }

    /** Named after the present moment, or after the next one that no other restore was quick enough to have. */
    private static Path free(Path folder) {
        Instant moment = Instant.now();
        Path file = folder.resolve(PREFIX + TIMESTAMP.format(moment) + ".tar");
        while (Files.exists(file)) {
            moment = moment.plusSeconds(1);
            file = folder.resolve(PREFIX + TIMESTAMP.format(moment) + ".tar");
        }
        return file;
    }

    /** The newest one. */
    Optional<Entry> newest() {
        return all().stream().findFirst();
    }

    /**
     * Remembers that the state before this moment is gone: an undo that took an older one would lead past a restore. What
     * is remembered of a later moment stays.
     */
    void nothingKept(Instant moment) {
        if (nothingKept().filter(known -> !known.isBefore(moment)).isPresent()) {
            return;
        }
        Path file = folder().resolve(NOTHING_KEPT);
        PendingFile.createFolder(folder());
        try {
            Files.writeString(file, moment.truncatedTo(ChronoUnit.SECONDS) + "\n");
        } catch (IOException e) {
            throw FileFailure.of("cannot write " + file, e, "free some space; undo does not know of this restore");
        }
    }

    /** When a restore ended last that kept nothing. */
    Optional<Instant> nothingKept() {
        return folders().stream()
                .map(folder -> folder.resolve(NOTHING_KEPT))
                .filter(Files::exists)
                .map(SafetyFolder::moment)
                .max(Comparator.naturalOrder());
    }

    private static Instant moment(Path file) {
        try {
            return Instant.parse(Files.readString(file).strip());
        } catch (IOException | DateTimeParseException e) {
            throw new SnapshotException(
                    ErrorCode.IO,
                    "cannot read when a restore last kept nothing in " + file + ": " + e.getMessage()
                            + "; if undo may lead past that restore, remove the file",
                    e);
        }
    }

    /** Removes the oldest ones, so that only so many stay. */
    void keepNewest(int count, Progress progress) {
        List<Entry> all = all();
        for (Entry old : all.subList(Math.min(count, all.size()), all.size())) {
            try {
                Files.deleteIfExists(old.file());
                progress.on(new Progress.Note(
                        "removed safety snapshot " + old.file() + ": the newest " + count + " of this database stay"));
            } catch (IOException e) {
                progress.on(new Progress.Warning(
                        "safety snapshot " + old.file() + " cannot be removed: " + e.getMessage()));
            }
        }
    }

    /** All of them, the newest first. */
    private List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        folders().forEach(folder -> all.addAll(in(folder)));
        all.sort(Comparator.comparing(Entry::since).reversed());
        return all;
    }

    private List<Path> folders() {
        Path named = root.resolve(TargetName.of(target));
        return identity.isEmpty() ? List.of(named) : List.of(named, folder());
    }

    private static List<Entry> in(Path folder) {
        List<Entry> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*.tar")) {
            files.forEach(file -> entry(file).ifPresent(all::add));
        } catch (IOException | DirectoryIteratorException e) {
            throw new SnapshotException(
                    ErrorCode.IO, "cannot list safety snapshots in " + folder + ": " + e.getMessage(), e);
        }
        return all;
    }

    private static Optional<Entry> entry(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            String timestamp = name.substring(PREFIX.length(), name.length() - ".tar".length());
            Instant since = LocalDateTime.parse(timestamp, TIMESTAMP).toInstant(ZoneOffset.UTC);
            return Optional.of(new Entry(file, since));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // Somebody else's file.
        }
    }
}
