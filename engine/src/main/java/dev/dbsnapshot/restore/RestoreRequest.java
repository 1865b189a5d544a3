package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.Confirmation;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.SafetySnapshot;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.version.VersionTable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a restore is asked to do. Immutable.
 *
 * @param archive the archive
 * @param connection where the database is
 * @param transport how its server is reached, or {@code null} for directly
 * @param options how it is done
 * @param confirmation who is asked before the first change
 * @param quiesce stops the application around a drop-and-restore
 * @param safety backs up the live database before something in it is destroyed
 * @param journal remembers what is changed outside of a transaction
 * @param progress who hears of it
 * @param versionTable where the application's schema version stands
 */
public record RestoreRequest(
        Path archive,
        ConnectionSpec connection,
        @Nullable Transport transport,
        RestoreOptions options,
        Confirmation confirmation,
        Quiesce quiesce,
        SafetySnapshot safety,
        Journal journal,
        Progress progress,
        VersionTable versionTable) {

    /** A request with the defaults. */
    public static RestoreRequest of(Path archive, ConnectionSpec connection) {
        return new RestoreRequest(
                archive,
                connection,
                null,
                RestoreOptions.DEFAULT,
                Confirmation.AGREED,
                Quiesce.NONE,
                SafetySnapshot.NONE,
                Journal.NONE,
                Progress.NONE,
                VersionTable.DEFAULT);
    }

    public RestoreRequest withConnection(ConnectionSpec value) {
        return new RestoreRequest(
                archive, value, transport, options, confirmation, quiesce, safety, journal, progress, versionTable);
    }

    public RestoreRequest withTransport(Transport value) {
        return new RestoreRequest(
                archive, connection, value, options, confirmation, quiesce, safety, journal, progress, versionTable);
    }

    public RestoreRequest withOptions(RestoreOptions value) {
        return new RestoreRequest(
                archive, connection, transport, value, confirmation, quiesce, safety, journal, progress, versionTable);
    }

    public RestoreRequest withConfirmation(Confirmation value) {
        return new RestoreRequest(
                archive, connection, transport, options, value, quiesce, safety, journal, progress, versionTable);
    }

    public RestoreRequest withQuiesce(Quiesce value) {
        return new RestoreRequest(
                archive, connection, transport, options, confirmation, value, safety, journal, progress, versionTable);
    }

    public RestoreRequest withSafety(SafetySnapshot value) {
        return new RestoreRequest(
                archive, connection, transport, options, confirmation, quiesce, value, journal, progress, versionTable);
    }

    public RestoreRequest withJournal(Journal value) {
        return new RestoreRequest(
                archive, connection, transport, options, confirmation, quiesce, safety, value, progress, versionTable);
    }

    public RestoreRequest withProgress(Progress value) {
        return new RestoreRequest(
                archive, connection, transport, options, confirmation, quiesce, safety, journal, value, versionTable);
    }

    public RestoreRequest withVersionTable(VersionTable value) {
        return new RestoreRequest(
                archive, connection, transport, options, confirmation, quiesce, safety, journal, progress, value);
    }
}
