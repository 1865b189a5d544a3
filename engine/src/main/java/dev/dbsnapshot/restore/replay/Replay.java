package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.LargeObject;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.Copied;
import dev.dbsnapshot.copy.CopyIn;
import dev.dbsnapshot.copy.CopyStatement;
import dev.dbsnapshot.copy.LargeObjectsIn;
import dev.dbsnapshot.copy.Meter;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
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
    private boolean standardConformingStrings;

    public Replay(Session session, ArchiveReader reader, Progress progress) {
        this.session = session;
        this.reader = reader;
        this.progress = progress;
        this.statements = new Statements(session);
        this.meter = new Meter(progress);
    }

    /** Runs all steps. */
    public void run(RestorePlan plan) {
        standardConformingStrings = plan.standardConformingStrings();
        memberCount = (int) plan.steps().stream()
                .filter(step -> step instanceof Step.Rows || step instanceof Step.LargeObjects)
                .count();
        // What pg_restore sets (_doSetFixedOutputState), beyond what every session has.
        session.execute("SET standard_conforming_strings = " + (standardConformingStrings ? "on" : "off")
                + "; SET check_function_bodies = false; SET xmloption = content; SET client_min_messages = warning;"
                + (standardConformingStrings ? "" : " SET escape_string_warning = off;") + " SET row_security = off");
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
        TocEntry entry = step.entry();
        String name = (entry.namespace() == null ? "" : entry.namespace() + ".") + entry.tag();
        progress.on(new Progress.MemberStarted(name, ++members, memberCount));
        String copy = entry.copyStmt() == null ? "" : entry.copyStmt();
        Copied copied;
        try (InputStream data = reader.openData(entry)) {
            if (copy.isEmpty()) {
                long length = new InsertLoader(session, standardConformingStrings).load(data, reader.encoding());
                meter.add(length);
                copied = new Copied(-1, length);
            } else {
                copied = new CopyIn(session, meter::add)
                        .member(name, CopyStatement.withEncoding(copy, reader.encoding()), data);
            }
        } catch (SnapshotException e) {
            throw Statements.failed(step.label(), copy, e);
        } catch (IOException e) {
            throw unreadable(step, e);
        }
        rows += Math.max(copied.rows(), 0);
        progress.on(new Progress.MemberFinished(name, copied.bytes(), copied.rows()));
        meter.tell();
    }

    private void loadLargeObjects(Step.LargeObjects step) {
        progress.on(new Progress.MemberStarted("large objects", ++members, memberCount));
        LargeObjectsIn loader = new LargeObjectsIn(session, meter::add);
        long before = meter.bytes();
        try {
            for (LargeObject object : reader.largeObjects(step.entry())) {
                try (InputStream content = reader.open(object.member())) {
                    loader.write(object.oid(), content);
                }
            }
            loader.flush();
        } catch (SnapshotException e) {
            throw Statements.failed(step.label(), "", e);
        } catch (IOException e) {
            throw unreadable(step, e);
        }
        progress.on(new Progress.MemberFinished("large objects", meter.bytes() - before, -1));
        meter.tell();
    }

    private static SnapshotException unreadable(Step step, IOException e) {
        return new SnapshotException(
                ErrorCode.IO, "restoring " + step.label() + ": cannot read the archive: " + e.getMessage(), e);
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
