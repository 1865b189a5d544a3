package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.store.Target;
import dev.dbsnapshot.version.VersionTable;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a backup is asked to do. Immutable.
 *
 * @param connection where the database is
 * @param transport how its server is reached, or {@code null} for directly
 * @param target where the archive goes, or {@code null} if nobody has said it yet
 * @param overwrite whether an existing file may be replaced
 * @param progress who hears of it
 * @param versionTable where the application's schema version stands
 * @param options what of the database is backed up
 * @param pace how fast it may be
 * @param clock tells the time for names and headers
 */
public record BackupRequest(
        ConnectionSpec connection,
        @Nullable Transport transport,
        @Nullable Target target,
        boolean overwrite,
        Progress progress,
        VersionTable versionTable,
        DumpOptions options,
        Pace pace,
        Clock clock) {

    /** A request with the defaults. */
    public static BackupRequest of(ConnectionSpec connection) {
        return new BackupRequest(
                connection,
                null,
                null,
                false,
                Progress.NONE,
                VersionTable.DEFAULT,
                DumpOptions.DEFAULT,
                Pace.DEFAULT,
                Clock.system(ZoneId.systemDefault()));
    }

    public BackupRequest withTransport(Transport value) {
        return new BackupRequest(connection, value, target, overwrite, progress, versionTable, options, pace, clock);
    }

    public BackupRequest withTarget(Target value) {
        return new BackupRequest(connection, transport, value, overwrite, progress, versionTable, options, pace, clock);
    }

    public BackupRequest withOverwrite(boolean value) {
        return new BackupRequest(connection, transport, target, value, progress, versionTable, options, pace, clock);
    }

    public BackupRequest withProgress(Progress value) {
        return new BackupRequest(connection, transport, target, overwrite, value, versionTable, options, pace, clock);
    }

    public BackupRequest withVersionTable(VersionTable value) {
        return new BackupRequest(connection, transport, target, overwrite, progress, value, options, pace, clock);
    }

    public BackupRequest withOptions(DumpOptions value) {
        return new BackupRequest(connection, transport, target, overwrite, progress, versionTable, value, pace, clock);
    }

    public BackupRequest withPace(Pace value) {
        return new BackupRequest(
                connection, transport, target, overwrite, progress, versionTable, options, value, clock);
    }

    public BackupRequest withClock(Clock value) {
        return new BackupRequest(
                connection, transport, target, overwrite, progress, versionTable, options, pace, value);
    }
}
