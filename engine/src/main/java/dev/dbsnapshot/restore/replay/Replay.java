package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.Copied;
import dev.dbsnapshot.copy.Meter;
import dev.dbsnapshot.toc.Section;
import java.util.EnumMap;
import java.util.Map;

/** Carries out a plan in a session, inside the caller's transaction. Not thread-safe. */
public final class Replay {

    private final Session session;
    private final ArchiveReader reader;
    private final Progress progress;
    private final Statements statements;
    private final Meter meter;
    private long rows;
    private int members;
    private int memberCount;
    private DataLoader loader;
    private SmallSteps small = SmallSteps.NONE;
    private int longSteps;
    private int longStepCount;

    public Replay(Session session, ArchiveReader reader, Progress progress) {
        this.session = session;
        this.reader = reader;
        this.progress = progress;
        this.statements = new Statements(session);
        this.meter = new Meter(progress);
        this.loader = new DataLoader(session, reader, true, meter::add);
    }

    /** Runs all steps. */
    public void run(RestorePlan plan) {
        loader = new DataLoader(session, reader, plan.standardConformingStrings(), meter::add);
        small = SmallSteps.of(reader);
        memberCount = (int) plan.steps().stream()
                .filter(step -> step instanceof Step.Rows || step instanceof Step.LargeObjects)
                .count();
        SessionTuning tuning = SessionTuning.ofTransaction(session, ExpectedData.largest(plan, reader));
        session.execute(tuning.begin() + settings(plan));
        if (plan.searchPath() != null) {
            session.execute(plan.searchPath());
        }
        Map<ReplayPhase, Integer> counts = longSteps(plan);
        ReplayPhase phase = null;
        for (Step step : plan.steps()) {
            ReplayPhase next = ReplayPhase.of(step, phase);
            if (next != phase) {
                statements.flush();
                phase = next;
                longSteps = 0;
                longStepCount = counts.getOrDefault(phase, 0);
                progress.on(new Progress.PhaseStarted(phase.word()));
                if (phase == ReplayPhase.DATA) {
                    progress.on(new Progress.DataExpected(ExpectedData.bytes(plan, reader), memberCount, false));
                }
            }
            run(step, tuning);
        }
        statements.flush();
    }

    /** What pg_restore sets ({@code _doSetFixedOutputState}), beyond what every session has. */
    static String settings(RestorePlan plan) {
        boolean standard = plan.standardConformingStrings();
        return "SET standard_conforming_strings = " + (standard ? "on" : "off")
                + "; SET check_function_bodies = false; SET xmloption = content; SET client_min_messages = warning;"
                + (standard ? "" : " SET escape_string_warning = off;") + " SET row_security = off";
    }

    private Map<ReplayPhase, Integer> longSteps(RestorePlan plan) {
        Map<ReplayPhase, Integer> counts = new EnumMap<>(ReplayPhase.class);
        ReplayPhase phase = null;
        for (Step step : plan.steps()) {
            phase = ReplayPhase.of(step, phase);
            if (takesLong(step)) {
                counts.merge(phase, 1, Integer::sum);
            }
        }
        return counts;
    }

    private boolean takesLong(Step step) {
        return step instanceof Step.Definition definition
                && definition.entry().section() == Section.POST_DATA
                && !small.contains(definition.entry());
    }

    public long rows() {
        return rows;
    }

    public long bytes() {
        return meter.bytes();
    }

    private void run(Step step, SessionTuning tuning) {
        if (step instanceof Step.Setting setting) {
            statements.add(setting.label(), setting.sql());
        } else if (step instanceof Step.Definition definition) {
            if (takesLong(step)) {
                // Whoever watches or cancels sees each of them.
                String name = Step.Labels.brief(definition.entry());
                statements.flush();
                tune(tuning.before(SessionTuning.Task.of(definition.entry())));
                progress.on(new Progress.StepStarted(name, ++longSteps, longStepCount));
                statements.add(definition.label(), definition.sql());
                statements.flush();
                progress.on(new Progress.StepFinished(name));
            } else {
                if (!small.contains(definition.entry())) {
                    tune(tuning.before(SessionTuning.Task.ANYTHING));
                }
                statements.add(definition.label(), definition.sql());
            }
        } else if (step instanceof Step.Rows data) {
            statements.flush();
            loadRows(data);
        } else if (step instanceof Step.LargeObjects objects) {
            statements.flush();
            loadLargeObjects(objects);
        }
    }

    private void tune(String settings) {
        if (!settings.isEmpty()) {
            statements.add("settings", settings);
        }
    }

    private void loadRows(Step.Rows step) {
        String name = DataLoader.name(step);
        progress.on(new Progress.MemberStarted(name, ++members, memberCount));
        Copied copied = loader.rows(step, step.made());
        rows += Math.max(copied.rows(), 0);
        progress.on(new Progress.MemberFinished(name, copied.bytes(), copied.rows()));
        meter.tell();
    }

    private void loadLargeObjects(Step.LargeObjects step) {
        progress.on(new Progress.MemberStarted(DataLoader.LARGE_OBJECTS, ++members, memberCount));
        long bytes = loader.largeObjects(step);
        progress.on(new Progress.MemberFinished(DataLoader.LARGE_OBJECTS, bytes, -1));
        meter.tell();
    }
}
