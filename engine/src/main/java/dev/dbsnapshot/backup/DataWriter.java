package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.archive.ArchiveWriter;
import dev.dbsnapshot.archive.MemberWriter;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.Copied;
import dev.dbsnapshot.copy.CopyOut;
import dev.dbsnapshot.copy.CopyStatement;
import dev.dbsnapshot.copy.InsertRows;
import dev.dbsnapshot.copy.Meter;
import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.MemberSource;
import java.util.List;

/** Writes the data of all entries into the archive, in the order of its table of contents. Not thread-safe. */
final class DataWriter {

    private final Session session;
    private final ArchiveWriter archive;
    private final String encoding;
    private final Progress progress;
    private final Meter meter;
    private long rows;

    /**
     * Prepares it.
     *
     * @param encoding the encoding of the archive's data: UTF8, or SQL_ASCII for bytes as they are
     */
    DataWriter(Session session, ArchiveWriter archive, String encoding, Progress progress) {
        this.session = session;
        this.archive = archive;
        this.encoding = encoding;
        this.progress = progress;
        this.meter = new Meter(progress);
    }

    void write(List<ArchiveItem> withData) {
        int index = 0;
        for (ArchiveItem item : withData) {
            index++;
            if (item.source() instanceof MemberSource.Rows source) {
                progress.on(new Progress.MemberStarted(source.label(), index, withData.size()));
                Copied copied = rows(item, source);
                rows += copied.rows();
                progress.on(new Progress.MemberFinished(source.label(), copied.bytes(), copied.rows()));
            } else if (item.source() instanceof MemberSource.LargeObjects source) {
                progress.on(new Progress.MemberStarted("large objects", index, withData.size()));
                long bytes = LargeObjectMembers.write(session, archive, source.oids(), source.tocName(), meter::add);
                progress.on(new Progress.MemberFinished("large objects", bytes, -1));
            }
            meter.tell();
        }
    }

    long rows() {
        return rows;
    }

    private Copied rows(ArchiveItem item, MemberSource.Rows source) {
        String sql = CopyStatement.withEncoding(source.copyOut(), encoding);
        try (MemberWriter member = archive.member(String.valueOf(item.entry().fileName()))) {
            CopyOut copy = new CopyOut(session, meter::add);
            MemberSource.Inserts inserts = source.inserts();
            Copied copied;
            if (inserts == null) {
                copied = copy.member(source.label(), sql, member::write);
            } else {
                InsertRows statements = new InsertRows(statements(inserts), member::write);
                copied = copy.raw(source.label(), sql, statements);
                statements.finish();
            }
            member.finish(copied.rows());
            return copied;
        }
    }

    private static InsertRows.Statements statements(MemberSource.Inserts inserts) {
        return new InsertRows.Statements(
                inserts.head(),
                inserts.forms().stream()
                        .map(form -> InsertRows.Form.valueOf(form.name()))
                        .toList(),
                inserts.rowsPerStatement(),
                inserts.end(),
                inserts.doublesBackslashes());
    }
}
