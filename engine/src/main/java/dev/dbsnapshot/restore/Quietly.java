package dev.dbsnapshot.restore;

import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.restore.journal.FileJournal;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work that is done while the application is stopped, which comes back whatever becomes of the work. */
public final class Quietly {

    private Quietly() {}

    /** The same with a journal of this database in this folder, if there is anything to stop. */
    public static <T> T during(Quiesce quiesce, Path journalFolder, ConnectionSpec target, Supplier<T> work) {
        if (quiesce == Quiesce.NONE) {
            return work.get();
        }
        try (FileJournal journal = FileJournal.open(journalFolder, target)) {
            return during(quiesce, journal, work);
        }
    }

    /** Stops, works, and starts. */
    public static <T> T during(Quiesce quiesce, Journal journal, Supplier<T> work) {
        RuntimeException failure = null;
        try {
            quiesce.stop(journal);
            return work.get();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            start(quiesce, failure);
        }
    }

    private static void start(Quiesce quiesce, @Nullable RuntimeException failure) {
        try {
            quiesce.start();
        } catch (RuntimeException e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
    }
}
