package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.LargeObject;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.Copied;
import dev.dbsnapshot.copy.CopyIn;
import dev.dbsnapshot.copy.CopyStatement;
import dev.dbsnapshot.copy.LargeObjectsIn;
import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Loads rows and large objects from an archive through a session. Not thread-safe. */
final class DataLoader {

    static final String LARGE_OBJECTS = "large objects";

    private final Session session;
    private final ArchiveReader reader;
    private final boolean standardConformingStrings;
    private final LongConsumer moved;
    private final OpenCursors cursors;

    /**
     * Loads through this session.
     *
     * @param standardConformingStrings how literals in INSERT statements are written
     * @param moved hears of every piece: how many bytes it has
     */
    DataLoader(Session session, ArchiveReader reader, boolean standardConformingStrings, LongConsumer moved) {
        this.session = session;
        this.reader = reader;
        this.standardConformingStrings = standardConformingStrings;
        this.moved = moved;
        this.cursors = new OpenCursors(session);
    }

    /** What messages call the rows. */
    static String name(Step.Rows step) {
        TocEntry entry = step.entry();
        return (entry.namespace() == null ? "" : entry.namespace() + ".") + entry.tag();
    }

    /**
     * Loads the rows of a table; -1 rows where they are INSERT statements, which nobody counts.
     *
     * @param fresh whether the table was made or truncated in this transaction
     */
    Copied rows(Step.Rows step, boolean fresh) {
        TocEntry entry = step.entry();
        String copy = entry.copyStmt() == null ? "" : entry.copyStmt();
        try (InputStream data = reader.openData(entry)) {
            if (copy.isEmpty()) {
                long length = new InsertLoader(session, standardConformingStrings).load(data, reader.encoding());
                moved.accept(length);
                return new Copied(-1, length);
            }
            if (fresh) {
                cursors.close();
            }
            String sql = fresh
                    ? CopyStatement.frozen(copy, reader.encoding(), session.version())
                    : CopyStatement.withEncoding(copy, reader.encoding());
            return new CopyIn(session, moved).member(name(step), sql, data);
        } catch (SnapshotException e) {
            throw Statements.failed(step.label(), copy, e);
        } catch (IOException e) {
            throw unreadable(step, e);
        }
    }

    /**
     * Loads the rows of a table that another transaction has made, and commits them. Emptying it first makes it one of
     * this transaction, as pg_restore does it ({@code restore_toc_entry}); it waits for nobody for that.
     */
    Copied rowsOfOwnTransaction(Step.Rows step) {
        TocEntry entry = step.entry();
        String table = SqlText.id(String.valueOf(entry.namespace())) + "." + SqlText.id(String.valueOf(entry.tag()));
        execute(
                step,
                "BEGIN; LOCK TABLE ONLY " + table + " IN ACCESS EXCLUSIVE MODE NOWAIT; TRUNCATE TABLE ONLY " + table);
        Copied copied = rows(step, true);
        execute(step, "COMMIT");
        return copied;
    }

    private void execute(Step.Rows step, String sql) {
        try {
            session.execute(sql);
        } catch (SnapshotException e) {
            throw Statements.failed(step.label(), sql, e);
        }
    }

    /** Loads large objects, which exist by then, and returns how many bytes they have. */
    long largeObjects(Step.LargeObjects step) {
        LargeObjectsIn loader = new LargeObjectsIn(session, moved);
        long bytes = 0;
        try {
            for (LargeObject object : reader.largeObjects(step.entry())) {
                try (InputStream content = reader.open(object.member())) {
                    bytes += loader.write(object.oid(), content);
                }
            }
            loader.flush();
            return bytes;
        } catch (SnapshotException e) {
            throw Statements.failed(step.label(), "", e);
        } catch (IOException e) {
            throw unreadable(step, e);
        }
    }

    private static SnapshotException unreadable(Step step, IOException e) {
        return new SnapshotException(
                ErrorCode.IO, "restoring " + step.label() + ": cannot read the archive: " + e.getMessage(), e);
    }
}
