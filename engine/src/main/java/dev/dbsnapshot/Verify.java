package dev.dbsnapshot;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.VerifyResult;
import dev.dbsnapshot.store.Verification;
import java.nio.file.Path;

/** Reads a whole archive and tells whether it is sound, without a server. Immutable, safe for use by several threads. */
public final class Verify {

    private final Path archive;
    private final Progress progress;

    private Verify(Path archive, Progress progress) {
        this.archive = archive;
        this.progress = progress;
    }

    /**
     * A check of this archive.
     *
     * @param archive any pg_dump's tar archive
     * @return a check that tells nobody how far it is
     */
    public static Verify of(Path archive) {
        return new Verify(archive, Progress.NONE);
    }

    /**
     * Tells the listener what happens.
     *
     * @param listener is called one event at a time
     * @return a changed copy
     */
    public Verify progress(Progress listener) {
        return new Verify(archive, listener);
    }

    /**
     * Reads everything: headers, table of contents, the framing of every member's data, and the digests where the
     * archive has them.
     *
     * @return what was found
     * @throws SnapshotException with code ARCHIVE if anything is wrong; the message says what and at which offset
     */
    public VerifyResult run() {
        return Verification.run(archive, progress);
    }
}
