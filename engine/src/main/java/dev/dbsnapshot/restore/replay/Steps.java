package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.Progress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells of indexes and constraints while several sessions make them. Thread-safe. */
final class Steps {

    private final Progress progress;
    private final int count;
    private final AtomicInteger started = new AtomicInteger();

    Steps(Progress progress, List<Work> all) {
        this.progress = progress;
        this.count = (int) all.stream().filter(work -> !work.data()).count();
    }

    void started(Work work) {
        if (!work.data()) {
            progress.on(new Progress.StepStarted(Step.Labels.of(work.entry()), started.incrementAndGet(), count));
        }
    }

    void finished(Work work) {
        if (!work.data()) {
            progress.on(new Progress.StepFinished(Step.Labels.of(work.entry())));
        }
    }

    void dataIsThere() {
        if (count > started.get()) {
            progress.on(new Progress.PhaseStarted("indexes"));
        }
    }
}
