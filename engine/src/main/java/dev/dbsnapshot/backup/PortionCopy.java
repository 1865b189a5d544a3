package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.PortionWriter;
import dev.dbsnapshot.copy.Copied;
import dev.dbsnapshot.copy.CopyOut;
import dev.dbsnapshot.copy.CopyRequest;
import dev.dbsnapshot.copy.CopyStatement;
import dev.dbsnapshot.copy.CopyTarget;
import dev.dbsnapshot.copy.InsertRows;
import dev.dbsnapshot.copy.Meter;
import dev.dbsnapshot.copy.RateLimit;
import dev.dbsnapshot.schema.MemberSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads portions and writes them into the archive. Safe for use by several threads, each with its own session. */
final class PortionCopy {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String SAVEPOINT = "dbsnapshot_portion";

    private final String encoding;
    private final Progress progress;
    private final Meter meter;
    private final RateLimit limit;
    private final AtomicLong rows = new AtomicLong();

    /**
     * Prepares it.
     *
     * @param encoding the encoding of the archive's data: UTF8, or SQL_ASCII for bytes as they are
     * @param bytesPerSecond how many bytes may be read by all sessions together, or 0
     */
    PortionCopy(String encoding, long bytesPerSecond, Progress progress) {
        this.encoding = encoding;
        this.progress = progress;
        this.meter = new Meter(progress);
        this.limit = new RateLimit(bytesPerSecond);
    }

    /** How many rows were written. */
    long rows() {
        return rows.get();
    }

    /**
     * Reads a portion; if that fails, takes back what it has written of it.
     *
     * @return whether it could; not if the session has to lock a table and others are in the way
     */
    boolean run(DataSession session, Portion portion, PortionWriter out) {
        Run run = new Run(session, portion, out);
        boolean done = false;
        try {
            done = run.copy();
        } finally {
            if (!done) {
                out.restart();
                meter.add(-run.moved);
            }
        }
        if (done) {
            run.report();
            out.finish();
        }
        return done;
    }

    /** One portion while it is read. */
    private final class Run {
        private final DataSession session;
        private final Portion portion;
        private final PortionWriter out;
        private final List<Copied> copied = new ArrayList<>();
        private long moved;

        Run(DataSession session, Portion portion, PortionWriter out) {
            this.session = session;
            this.portion = portion;
            this.out = out;
        }

        boolean copy() {
            if (portion.pieces().get(0) instanceof Piece.Objects objects) {
                objects.member().start(progress);
                copied.add(new Copied(-1, LargeObjectMembers.write(session.session(), out, objects, this::moved)));
                return true;
            }
            List<RelationSize> tables = session.unlocked(portion.tables());
            try {
                session.copyOut().several(locking(tables), requests());
            } catch (SnapshotException e) {
                boolean inTheWay = !tables.isEmpty()
                        && e.sqlState().filter(LOCK_NOT_AVAILABLE::equals).isPresent();
                if (!inTheWay) {
                    throw e;
                }
                session.session().execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
                return false;
            }
            session.hasLocked(tables);
            return true;
        }

        /** Never queueing: whoever waits for the keeper's lock to go would be waited for by us, without an end. */
        private String locking(List<RelationSize> tables) {
            return tables.isEmpty()
                    ? ""
                    : "SAVEPOINT " + SAVEPOINT + "; LOCK TABLE "
                            + tables.stream()
                                    .map(table -> "ONLY " + table.name())
                                    .collect(Collectors.joining(", "))
                            + " IN ACCESS SHARE MODE NOWAIT; RELEASE SAVEPOINT " + SAVEPOINT + ";\n";
        }

        private List<CopyRequest> requests() {
            List<CopyRequest> requests = new ArrayList<>();
            for (Piece piece : portion.pieces()) {
                if (piece instanceof Piece.Rows rowsOfTable) {
                    String sql = CopyStatement.withEncoding(rowsOfTable.sql(), encoding);
                    requests.add(new CopyRequest(piece.member().label(), sql, new Target(rowsOfTable, this)));
                }
            }
            return requests;
        }

        void moved(long count) {
            moved += count;
            meter.add(count);
            limit.pass(count);
        }

        void report() {
            for (int i = 0; i < copied.size(); i++) {
                Copied one = copied.get(i);
                rows.addAndGet(Math.max(0, one.rows()));
                portion.pieces().get(i).member().finishPart(one.bytes(), one.rows(), progress);
            }
            meter.tell();
        }
    }

    /** Where the rows of a table go. */
    private final class Target implements CopyTarget {
        private final Piece.Rows piece;
        private final Run run;
        private final @Nullable InsertRows inserts;

        Target(Piece.Rows piece, Run run) {
            this.piece = piece;
            this.run = run;
            this.inserts = piece.inserts() == null ? null : new InsertRows(statements(piece.inserts()), run.out::write);
        }

        @Override
        public void begin() {
            if (piece.first()) {
                piece.member().start(progress);
                run.out.begin(piece.member().fileName());
            }
        }

        @Override
        public void write(ByteBuffer bytes) {
            int count = bytes.remaining();
            if (inserts == null) {
                run.out.write(bytes);
            } else {
                inserts.write(bytes);
            }
            run.moved(count);
        }

        @Override
        public void end(Copied copied) {
            run.copied.add(copied);
            run.out.addRows(copied.rows());
            if (inserts != null) {
                inserts.finish();
            } else if (piece.last()) {
                CopyOut.terminate(run.out::write);
            }
            if (piece.last()) {
                run.out.end();
            }
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
