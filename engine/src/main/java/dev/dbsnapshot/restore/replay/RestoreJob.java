package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.SafetySnapshot;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.version.VersionTable;
import java.nio.file.Path;

/**
 * All that a way of restoring works with.
 *
 * @param archive the file
 * @param reader the open archive, which was read and checked completely; safe for several threads
 * @param selected what of it is restored
 * @param sessions opens further sessions with the target
 * @param session the main session with the target, logged in and idle; it holds the lock against a second restore until
 *     it is closed
 * @param server what the server says about itself
 * @param options how the restore is done
 * @param versionTable where the version of the schema stands
 * @param snapshotVersion the version of the schema in the archive
 * @param safety backs up the live database before something in it is destroyed
 * @param journal remembers what is changed outside of a transaction
 * @param progress one event at a time
 * @param interruption cancels the main session when the thread that restores is interrupted, until it is closed
 */
public record RestoreJob(
        Path archive,
        ArchiveReader reader,
        Selected selected,
        Sessions sessions,
        Session session,
        Server server,
        RestoreOptions options,
        VersionTable versionTable,
        SchemaVersion snapshotVersion,
        SafetySnapshot safety,
        Journal journal,
        Progress progress,
        Interruption interruption) {

    /** What of the archive's table of contents is restored. */
    public Toc toc() {
        return selected.toc();
    }

    /** A failure, also telling that it has left the target as it was. */
    public SnapshotException unchanged(SnapshotException failure) {
        return failure.outcome().isPresent()
                ? failure
                : failure.endingUnchanged("nothing was changed in database " + server.database());
    }

    /** Begins the transaction in the main session that makes everything or nothing. */
    public RestoreTransaction begin() {
        return RestoreTransaction.begin(this);
    }
}
