package dev.dbsnapshot.restore.journal;

import dev.dbsnapshot.api.SnapshotException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * An act that is open, and in which journal. Immutable.
 *
 * @param journal the file
 * @param act the act
 */
public record LeftAct(Path journal, OpenAct act) {

    /** Why nothing is done before it is finished or reverted. */
    public SnapshotException unsettled() {
        return FileJournal.unsettled(journal, act);
    }

    /** Nothing is left of it; nobody has its journal open. */
    public void settle() {
        finish(none -> {});
    }

    /** Finishes or reverts it, with the journal open, so that nobody else does; then nothing is left of it. */
    public void finish(Consumer<OpenAct> work) {
        try (FileJournal file = FileJournal.open(journal, act.facts().getOrDefault("database", "of it"))) {
            if (file.open().contains(act)) {
                work.accept(act);
                file.settle(act.number());
            }
        }
    }
}
