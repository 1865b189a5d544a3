package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.copy.Meter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what several sessions load at the same time, and tells of it. Thread-safe. */
final class Loads {

    private final Progress progress;
    private final Meter meter;
    private final ReentrantLock lock = new ReentrantLock();
    private final int count;
    private final long expected;
    private final Map<Integer, Long> rowsOfEntries = new HashMap<>();
    private long rows;
    private int started;

    Loads(Progress progress, List<Work> all) {
        this.progress = progress;
        this.meter = new Meter(progress);
        List<Work> data = all.stream().filter(work -> work.entry().hadDumper()).toList();
        this.count = data.size();
        this.expected = data.stream().mapToLong(Work::cost).sum();
    }

    void begin() {
        progress.on(new Progress.PhaseStarted("data"));
        progress.on(new Progress.DataExpected(expected, count, true));
    }

    void started(String name) {
        lock.lock();
        try {
            progress.on(new Progress.MemberStarted(name, ++started, count));
        } finally {
            lock.unlock();
        }
    }

    void moved(long bytes) {
        lock.lock();
        try {
            meter.add(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** One is complete; fewer than 0 rows if nobody counted them. */
    void finished(int dumpId, String name, long bytes, long count) {
        lock.lock();
        try {
            if (count >= 0) {
                rowsOfEntries.put(dumpId, count);
                rows += count;
            }
            progress.on(new Progress.MemberFinished(name, bytes, count));
            meter.tell();
        } finally {
            lock.unlock();
        }
    }

    ParallelReplay.Loaded loaded() {
        lock.lock();
        try {
            return new ParallelReplay.Loaded(rowsOfEntries, rows, meter.bytes());
        } finally {
            lock.unlock();
        }
    }
}
