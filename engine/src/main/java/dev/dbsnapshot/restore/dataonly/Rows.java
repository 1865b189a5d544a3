package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.Copied;
import dev.dbsnapshot.copy.CopyIn;
import dev.dbsnapshot.copy.CopyStatement;
import dev.dbsnapshot.copy.Meter;
import dev.dbsnapshot.restore.replay.InsertLoader;
import dev.dbsnapshot.restore.replay.OpenCursors;
import dev.dbsnapshot.restore.replay.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Loads the rows of tables out of an archive. Not thread-safe. */
final class Rows {

    private final Session session;
    private final ArchiveReader reader;
    private final Progress progress;
    private final Meter meter;
    private final boolean standardConformingStrings;
    private final OpenCursors cursors;
    private long rows;

    Rows(Session session, ArchiveReader reader, Progress progress, Meter meter, boolean standardConformingStrings) {
        this.session = session;
        this.reader = reader;
        this.progress = progress;
        this.meter = meter;
        this.standardConformingStrings = standardConformingStrings;
        this.cursors = new OpenCursors(session);
    }

    /** Loads all of them; the tables are empty. */
    void load(List<Target> targets) {
        int index = 0;
        for (Target target : targets) {
            progress.on(new Progress.MemberStarted(target.table().name().toString(), ++index, targets.size()));
            Copied copied = load(target);
            mustBeAll(target, copied.rows());
            rows += Math.max(copied.rows(), 0);
            progress.on(new Progress.MemberFinished(target.table().name().toString(), copied.bytes(), copied.rows()));
        }
        meter.tell();
    }

    /** How many rows were loaded. */
    long rows() {
        return rows;
    }

    private Copied load(Target target) {
        ArchivedTable archived = target.archived();
        String name = target.table().name().toString();
        String copy =
                archived.entry().copyStmt() == null ? "" : archived.entry().copyStmt();
        try (InputStream data = reader.openData(archived.entry())) {
            if (archived.columns() == null) {
                long length = new InsertLoader(session, standardConformingStrings).load(data, reader.encoding());
                meter.add(length);
                return new Copied(-1, length);
            }
            if (target.isNewFile()) {
                cursors.close();
            }
            String sql = target.isNewFile()
                    ? CopyStatement.frozen(copy, reader.encoding(), session.version())
                    : CopyStatement.withEncoding(copy, reader.encoding());
            return new CopyIn(session, meter::add).member(name, sql, data);
        } catch (SnapshotException e) {
            throw Statements.failed("rows of table " + name, copy, e);
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO,
                    "restoring rows of table " + name + ": cannot read the archive: " + e.getMessage(),
                    e);
        }
    }

    // A trigger or a rule that was overlooked would swallow rows without an error.
    private static void mustBeAll(Target target, long loaded) {
        long expected = target.archived().rows();
        if (loaded >= 0 && expected >= 0 && loaded != expected) {
            throw new SnapshotException(
                    ErrorCode.SERVER,
                    "table " + target.table().name() + " took " + loaded + " rows of the " + expected
                            + " in the archive; something in the database swallows them");
        }
    }
}
