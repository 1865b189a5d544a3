package dev.dbsnapshot;

import dev.dbsnapshot.api.BackupResult;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.backup.BackupRequest;
import dev.dbsnapshot.backup.BackupRun;
import dev.dbsnapshot.backup.Pace;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.restore.Quietly;
import dev.dbsnapshot.store.Target;
import dev.dbsnapshot.version.VersionTable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes one consistent backup of a database: an archive in pg_dump's tar format, which the real {@code pg_restore} reads
 * too.
 *
 * <p>Instances are immutable and safe for use by several threads; every method but {@link #run()} returns a changed
 * copy. One instance may run several times.
 *
 * <pre>{@code
 * BackupResult result = Backup.of(spec)
 *         .toFolder(Path.of("snapshots"))
 *         .progress(event -> log.info("{}", event))
 *         .run();
 * }</pre>
 */
public final class Backup {

    private final BackupRequest request;
    private final Quiesce quiesce;
    private final @Nullable Path journalFolder;

    private Backup(BackupRequest request) {
        this(request, Quiesce.NONE, null);
    }

    private Backup(BackupRequest request, Quiesce quiesce, @Nullable Path journalFolder) {
        this.request = request;
        this.quiesce = quiesce;
        this.journalFolder = journalFolder;
    }

    private Backup with(BackupRequest changed) {
        return new Backup(changed, quiesce, journalFolder);
    }

    /**
     * Stops the application while the backup is made. A backup is consistent without it.
     *
     * @param value stops and starts it
     * @param journal the folder of the journal that remembers what was stopped, as {@link Restore#journal(Path)} has it
     * @return a changed copy
     */
    public Backup quiesce(Quiesce value, Path journal) {
        return new Backup(request, value, journal);
    }

    /**
     * A backup of the database that the connection leads to.
     *
     * @param connection where the database is and how to log in
     * @return a backup that has no target yet
     */
    public static Backup of(ConnectionSpec connection) {
        return new Backup(BackupRequest.of(connection));
    }

    /**
     * Reaches the server this way; without it, directly.
     *
     * @param transport opens the sockets; used by several threads at once
     * @return a changed copy
     */
    public Backup through(Transport transport) {
        return with(request.withTransport(transport));
    }

    /**
     * Writes exactly this file. Its folder must exist.
     *
     * @param file the archive to write; by convention it ends with {@code .tar}
     * @return a changed copy
     */
    public Backup toFile(Path file) {
        return with(request.withTarget(new Target.NamedFile(file)));
    }

    /**
     * Writes {@code db-snapshot-<schema version>-<UTC timestamp>.tar} into this folder, which is made if it is not there.
     *
     * @param folder the snapshot folder
     * @return a changed copy
     */
    public Backup toFolder(Path folder) {
        return with(request.withTarget(new Target.NewSnapshot(folder)));
    }

    /**
     * Whether a file of the target's name may be replaced; without it, it may not.
     *
     * @param overwrite whether an existing file is replaced, in one step and only by a complete archive
     * @return a changed copy
     */
    public Backup overwrite(boolean overwrite) {
        return with(request.withOverwrite(overwrite));
    }

    /**
     * Tells the listener what happens.
     *
     * @param progress is called one event at a time
     * @return a changed copy
     */
    public Backup progress(Progress progress) {
        return with(request.withProgress(progress));
    }

    /**
     * Backs up a part of the database, or in another way; without it, everything but owners' privileges.
     *
     * @param options what of the database, and how
     * @return a changed copy
     * @throws SnapshotException (USAGE) if the options contradict each other
     */
    public Backup options(DumpOptions options) {
        options.check();
        return with(request.withOptions(options));
    }

    /**
     * Where the application's migration tool records its version; without it, {@code schema_migrations} in whatever
     * schema it is, {@code public} first.
     *
     * @param table {@code table} or {@code schema.table}, quoted where SQL needs it
     * @return a changed copy
     */
    public Backup versionTable(String table) {
        return with(request.withVersionTable(
                VersionTable.parse(table).withColumn(request.versionTable().column())));
    }

    /**
     * Which column of that table holds the version; without it, whatever golang-migrate, Flyway, Liquibase, Rails or
     * Django have, by the columns that the table has.
     *
     * @param column the column's name, not quoted
     * @return a changed copy
     */
    public Backup versionColumn(String column) {
        return with(request.withVersionTable(request.versionTable().withColumn(column)));
    }

    /**
     * How many sessions read the data at the same time; all see the same snapshot. The archive's bytes do not depend on
     * it. Without it, a number is chosen from the amount of data, this machine's cores and the way to the server.
     *
     * @param jobs from 1 to 64, or 0 to have it chosen
     * @return a changed copy
     * @throws SnapshotException (USAGE) if it is another number
     */
    public Backup jobs(int jobs) {
        if (jobs < 0 || jobs > Pace.LARGEST_JOBS) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "jobs are from 1 to " + Pace.LARGEST_JOBS + ", or 0 to have them chosen, not " + jobs);
        }
        return with(request.withPace(request.pace().withJobs(jobs)));
    }

    /**
     * How many bytes of data all sessions together read in a second at most; without it, as many as come.
     *
     * @param bytesPerSecond from 1 on, or 0 for no limit
     * @return a changed copy
     * @throws SnapshotException (USAGE) if it is negative
     */
    public Backup rateLimit(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new SnapshotException(ErrorCode.USAGE, "a rate limit is not negative: " + bytesPerSecond);
        }
        return with(request.withPace(request.pace().withBytesPerSecond(bytesPerSecond)));
    }

    /**
     * How long a session waits for bytes before the server is asked, over another connection, whether it still works
     * for it. If it does not, the connection counts as lost. Without it, one minute.
     *
     * @param timeout from one second on
     * @return a changed copy
     * @throws SnapshotException (USAGE) if it is shorter
     */
    public Backup stallTimeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new SnapshotException(ErrorCode.USAGE, "a stall timeout is at least one second, not " + timeout);
        }
        return with(request.withPace(request.pace().withStallTimeout(timeout)));
    }

    /**
     * Tells the time for names and for the archive's header; without it, the system's clock.
     *
     * @param clock also decides on the time zone of the archive's creation time, which pg_dump writes as local time
     * @return a changed copy
     */
    public Backup clock(Clock clock) {
        return with(request.withClock(clock));
    }

    /**
     * Runs the backup and waits for its end. Interrupting the thread cancels it, on the server too. Whatever fails, no
     * file is left under the final name, no partial file, no session and no thread.
     *
     * @return what was made
     * @throws SnapshotException if it failed or was cancelled; its code tells why
     * @throws IllegalStateException if no target was given
     */
    public BackupResult run() {
        return journalFolder == null
                ? new BackupRun(request).run()
                : Quietly.during(quiesce, journalFolder, request.connection(), () -> new BackupRun(request).run());
    }
}
