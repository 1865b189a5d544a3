package dev.dbsnapshot.store;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import java.nio.file.Path;

/** Reads the version of the application's schema out of an archive, without a server. */
public final class OfflineVersion {

    /** golang-migrate's table. */
    public static final String DEFAULT_TABLE = "schema_migrations";

    private OfflineVersion() {}

    /** The version in this table of the archive. */
    public static SchemaVersion read(Path archive, String versionTable) {
        throw new SnapshotException(
                ErrorCode.UNSUPPORTED, "extract-version is not built yet: " + archive + " " + versionTable);
    }
}
