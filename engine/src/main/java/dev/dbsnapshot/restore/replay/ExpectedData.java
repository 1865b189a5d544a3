package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.LargeObject;
import dev.dbsnapshot.archive.Member;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;

/** How many bytes of data a plan moves. */
public final class ExpectedData {

    private ExpectedData() {}

    /** The sizes of all members that the plan loads. */
    public static long bytes(RestorePlan plan, ArchiveReader reader) {
        long bytes = 0;
        for (Step step : plan.steps()) {
            if (step instanceof Step.Rows rows) {
                bytes += bytes(rows.entry(), reader);
            } else if (step instanceof Step.LargeObjects objects) {
                for (LargeObject object : reader.largeObjects(objects.entry())) {
                    bytes += object.member().size();
                }
            }
        }
        return bytes;
    }

    /** The size of the largest table that the plan loads. */
    static long largest(RestorePlan plan, ArchiveReader reader) {
        long largest = 0;
        for (Step step : plan.steps()) {
            if (step instanceof Step.Rows rows) {
                largest = Math.max(largest, bytes(rows.entry(), reader));
            }
        }
        return largest;
    }

    /** The sizes of all members that these entries name. */
    public static long bytes(Toc toc, ArchiveReader reader) {
        long bytes = 0;
        for (TocEntry entry : toc.entries()) {
            if (entry.hadDumper() && entry.desc().equals("BLOBS")) {
                for (LargeObject object : reader.largeObjects(entry)) {
                    bytes += object.member().size();
                }
            } else if (entry.hadDumper()) {
                bytes += bytes(entry, reader);
            }
        }
        return bytes;
    }

    private static long bytes(TocEntry entry, ArchiveReader reader) {
        return reader.member(String.valueOf(entry.fileName())).map(Member::size).orElse(0L);
    }
}
