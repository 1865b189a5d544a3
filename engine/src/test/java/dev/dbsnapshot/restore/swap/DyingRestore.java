package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.Restore;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreOptions;
import dev.dbsnapshot.api.RestoreStrategy;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.restore.journal.FileJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A restore in a process of its own that is killed (SIGKILL) at a given moment: before and after each line of the
 * journal, or when the first rows are loaded.
 */
final class DyingRestore {

    private DyingRestore() {}

    /** Arguments: URI, archive, folder of the journal, folder of safety snapshots, strategy, moment from 1. */
    public static void main(String[] arguments) {
        ConnectionSpec spec = ConnectionSpec.builder().dsn(arguments[0]).build();
        int moment = Integer.parseInt(arguments[5]);
        AtomicInteger moments = new AtomicInteger();
        Runnable mayDie = () -> {
            if (moments.incrementAndGet() == moment) {
                die();
            }
        };
        try (FileJournal file = FileJournal.open(Path.of(arguments[2]), spec)) {
            Journal journal = (act, facts) -> {
                mayDie.run();
                Journal.Note note = file.before(act, facts);
                mayDie.run();
                return () -> {
                    mayDie.run();
                    note.settled();
                };
            };
            Restore.of(Path.of(arguments[1]), spec)
                    .options(RestoreOptions.DEFAULT.withDrop(true).withStrategy(RestoreStrategy.valueOf(arguments[4])))
                    .safetyFolder(Path.of(arguments[3]))
                    .journal(journal)
                    .progress(event -> {
                        if (event instanceof Progress.MemberFinished) {
                            mayDie.run();
                        }
                    })
                    .run();
        }
    }

    private static void die() {
        try {
            long pid = ProcessHandle.current().pid();
            new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
            Thread.sleep(60_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
