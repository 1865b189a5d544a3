package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.LargeObject;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.LargeObjectsIn;
import dev.dbsnapshot.copy.Meter;
import dev.dbsnapshot.restore.replay.Statements;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Replaces the large objects of a database by those of an archive. One that is in both is emptied and written again,
 * and keeps its owner and privileges: emptying takes no lock in the server's lock table, while dropping takes
 * one for each, of which 100,000 are too many. Not thread-safe.
 */
final class LargeObjectReplacement {

    /** How many are made, emptied or dropped by one statement: its text stays small. */
    private static final int GROUP = 5000;

    private final Session session;
    private final ArchiveReader reader;
    private final Progress progress;
    private final Meter meter;

    LargeObjectReplacement(Session session, ArchiveReader reader, Progress progress, Meter meter) {
        this.session = session;
        this.reader = reader;
        this.progress = progress;
        this.meter = meter;
    }

    /** Replaces them, inside the caller's transaction. */
    void run(DataPlan plan) {
        SortedOids live = plan.live().largeObjects();
        SortedOids archived = plan.data().largeObjects();
        inGroups(plan.surplusLargeObjects(), "SELECT pg_catalog.lo_unlink(oid) FROM %s");
        // INV_WRITE is 0x20000. Each is closed at once, because open ones are looked through for a free place.
        inGroups(archived.within(live), """
            SELECT pg_catalog.lo_truncate(fd, 0), pg_catalog.lo_close(fd)
            FROM (SELECT pg_catalog.lo_open(oid, 131072) AS fd FROM %s OFFSET 0) x\
            """);
        inGroups(archived.without(live), "SELECT pg_catalog.lo_create(oid) FROM %s");
        Statements statements = new Statements(session);
        plan.comments().forEach(comment -> statements.add(comment.label(), comment.sql()));
        statements.flush();
        plan.data().largeObjectData().forEach(this::load);
    }

    private void load(TocEntry entry) {
        LargeObjectsIn loader = new LargeObjectsIn(session, meter::add);
        try {
            for (LargeObject object : reader.largeObjects(entry)) {
                try (InputStream content = reader.open(object.member())) {
                    loader.write(object.oid(), content);
                }
            }
            loader.flush();
        } catch (SnapshotException e) {
            throw Statements.failed("large objects", "", e);
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO, "restoring large objects: cannot read the archive: " + e.getMessage(), e);
        }
        progress.on(new Progress.BytesMoved(meter.bytes()));
    }

    private void inGroups(long[] oids, String sql) {
        for (int from = 0; from < oids.length; from += GROUP) {
            String group = Arrays.stream(oids, from, Math.min(oids.length, from + GROUP))
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(","));
            String source = "(SELECT pg_catalog.unnest('{" + group + "}'::pg_catalog.oid[]) AS oid) o";
            try {
                session.execute(sql.formatted(source));
            } catch (SnapshotException e) {
                throw Statements.failed("large objects", sql, e);
            }
        }
    }
}
