package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.Progress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What several sessions together know of a member that is being written. Thread-safe. */
final class DataMember {

    private final String fileName;
    private final String label;
    private final int place;
    private final int count;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger partsLeft = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong rows = new AtomicLong(-1);

    /**
     * Nothing of it is written yet.
     *
     * @param fileName its name in the archive
     * @param label what progress and errors call it
     * @param place its place among all members, from 1
     * @param count how many members there are
     */
    DataMember(String fileName, String label, int place, int count) {
        this.fileName = fileName;
        this.label = label;
        this.place = place;
        this.count = count;
    }

    String fileName() {
        return fileName;
    }

    String label() {
        return label;
    }

    /** One more part belongs to it; all are told before the first begins. */
    void addPart() {
        partsLeft.incrementAndGet();
    }

    void start(Progress progress) {
        if (!started.getAndSet(true)) {
            progress.on(new Progress.MemberStarted(label, place, count));
        }
    }

    /** A part is complete; rows are -1 where that means nothing. */
    void finishPart(long partBytes, long partRows, Progress progress) {
        bytes.addAndGet(partBytes);
        if (partRows >= 0) {
            rows.updateAndGet(known -> Math.max(known, 0) + partRows);
        }
        if (partsLeft.decrementAndGet() == 0) {
            progress.on(new Progress.MemberFinished(label, bytes.get(), rows.get()));
        }
    }
}
