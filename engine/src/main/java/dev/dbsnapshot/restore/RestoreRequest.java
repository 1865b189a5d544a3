package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.store.OfflineVersion;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a restore is asked to do. Immutable.
 *
 * @param archive the archive
 * @param connection where the database is
 * @param transport how its server is reached, or {@code null} for directly
 * @param drop whether what is there is dropped first
 * @param progress who hears of it
 * @param versionTable where the application's schema version stands
 */
public record RestoreRequest(
        Path archive,
        ConnectionSpec connection,
        @Nullable Transport transport,
        boolean drop,
        Progress progress,
        String versionTable) {

    /** A request with the defaults. */
    public static RestoreRequest of(Path archive, ConnectionSpec connection) {
        return new RestoreRequest(archive, connection, null, false, Progress.NONE, OfflineVersion.DEFAULT_TABLE);
    }

    public RestoreRequest withTransport(Transport value) {
        return new RestoreRequest(archive, connection, value, drop, progress, versionTable);
    }

    public RestoreRequest withDrop(boolean value) {
        return new RestoreRequest(archive, connection, transport, value, progress, versionTable);
    }

    public RestoreRequest withProgress(Progress value) {
        return new RestoreRequest(archive, connection, transport, drop, value, versionTable);
    }

    public RestoreRequest withVersionTable(String value) {
        return new RestoreRequest(archive, connection, transport, drop, progress, value);
    }
}
