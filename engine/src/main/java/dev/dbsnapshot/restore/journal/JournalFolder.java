package dev.dbsnapshot.restore.journal;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the journals of a folder know of one database. A journal is named as its server was addressed, and the same
 * server may have been addressed otherwise, or another one in the same way (through a tunnel): so the acts in it say
 * which database they change, where that could be asked.
 */
public final class JournalFolder {

    private final Path folder;
    private final Path own;

    /** The journals of this folder, and a database as it is addressed now. */
    public JournalFolder(Path folder, ConnectionSpec target) {
        this.folder = folder;
        this.own = FileJournal.path(folder, target);
    }

    /**
     * All acts that are open in this database, in the order in which they were begun. An act that does not say which
     * database it changes belongs to the journal's name.
     *
     * @param identity which database it is; if that is unknown, the journal's name alone decides
     * @throws SnapshotException (IO) if a journal cannot be read
     */
    public List<LeftAct> left(String identity) {
        List<LeftAct> left = new ArrayList<>();
        for (Path journal : identity.isEmpty() ? List.of(own) : all()) {
            FileJournal.left(journal).stream()
                    .filter(act -> (act.target().isEmpty() || identity.isEmpty())
                            ? journal.equals(own)
                            : act.target().equals(identity))
                    .forEach(act -> left.add(new LeftAct(journal, act)));
        }
        left.sort(Comparator.comparing((LeftAct found) -> found.act().at())
                .thenComparing(found -> found.act().number()));
        return left;
    }

    private List<Path> all() {
        List<Path> journals = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return journals;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + FileJournal.ENDING)) {
            files.forEach(journals::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new SnapshotException(
                    ErrorCode.IO, "cannot list the journals in " + folder + ": " + e.getMessage(), e);
        }
        return journals;
    }
}
