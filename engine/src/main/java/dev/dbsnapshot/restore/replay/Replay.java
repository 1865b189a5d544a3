package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.Copied;
import dev.dbsnapshot.copy.Meter;
import dev.dbsnapshot.toc.Section;
import org.jspecify.annotations.Nullable;

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
        memberCount = (int) plan.steps().stream()
                .filter(step -> step instanceof Step.Rows || step instanceof Step.LargeObjects)
                .count();
        session.execute(settings(plan));
        if (plan.searchPath() != null) {
            session.execute(plan.searchPath());
        }
        Phase phase = null;
        for (Step step : plan.steps()) {
            Phase next = Phase.of(step, phase);
            if (next != phase) {
                statements.flush();
                phase = next;
                progress.on(new Progress.PhaseStarted(phase.word()));
            }
            run(step);
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

    public long rows() {
        return rows;
    }

    public long bytes() {
        return meter.bytes();
    }

    private void run(Step step) {
        if (step instanceof Step.Setting setting) {
            statements.add(setting.label(), setting.sql());
        } else if (step instanceof Step.Definition definition) {
            statements.add(definition.label(), definition.sql());
            if (definition.entry().section() == Section.POST_DATA) {
                // These take long: whoever watches or cancels sees each of them.
                statements.flush();
            }
        } else if (step instanceof Step.Rows data) {
            statements.flush();
            loadRows(data);
        } else if (step instanceof Step.LargeObjects objects) {
            statements.flush();
            loadLargeObjects(objects);
        }
    }

    private void loadRows(Step.Rows step) {
        String name = DataLoader.name(step);
        progress.on(new Progress.MemberStarted(name, ++members, memberCount));
        Copied copied = loader.rows(step);
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

    /** What is told as progress. */
    private enum Phase {
        SCHEMA("schema"),
        DATA("data"),
        POST_DATA("post-data");

        private final String word;

        Phase(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Phase of(Step step, @Nullable Phase before) {
            if (step instanceof Step.Definition definition) {
                return switch (definition.entry().section()) {
                    case PRE_DATA -> SCHEMA;
                    case DATA -> DATA;
                    case POST_DATA -> POST_DATA;
                    case NONE -> before == null ? SCHEMA : before;
                };
            }
            return step instanceof Step.Setting ? before == null ? SCHEMA : before : DATA;
        }
    }
}
