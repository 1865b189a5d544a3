package dev.dbsnapshot.restore.swap;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Interruption;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.connect.Sessions;
import dev.dbsnapshot.restore.replay.ParallelReplay;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestorePlan;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.RowCheck;
import dev.dbsnapshot.restore.replay.WayReport;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.Present;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Restoring into a new database beside the old one, which then takes its name; the old one is kept. */
public final class SwapRestore implements RestoreWay {

    static final String CREATE = "swap-create-database";

    private static final String DISK_FULL = "53100";

    @Override
    public WayReport inspect(RestoreJob job) {
        List<Finding> findings = new SwapPreflight(job).find();
        return WayReport.dropping(List.of(), findings);
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        String database = job.server().database();
        List<String> others = ThirdDatabase.candidates(job.session(), database);
        try (Session third = ThirdDatabase.open(job.sessions(), others)) {
            ThirdDatabase.lock(third, database);
            Instant now = SwapNames.free(new Databases(third), database);
            String fresh = SwapNames.fresh(database, now);
            Journal.Note created = job.journal()
                    .before(CREATE, Map.of("database", database, "new", fresh, "third", ThirdDatabase.name(third)));
            try {
                RestoreOutcome outcome = restore(job, third, others, fresh, SwapNames.kept(database, now));
                created.settled();
                return outcome;
            } catch (RuntimeException e) {
                third.closeAfter(e);
                throw removed(job, others, fresh, created, e);
            }
        }
    }

    private static RestoreOutcome restore(
            RestoreJob job, Session third, List<String> others, String fresh, String kept) {
        String database = job.server().database();
        long oldOid = new Databases(third).require(database).oid();
        FreshDatabase like = FreshDatabase.like(job.session(), oldOid);
        Alone alone = new Alone(job, oldOid);
        Sessions sessions = new Sessions(
                job.sessions().spec().withDatabase(fresh), job.sessions().transport());
        RestorePlan plan = Interruption.during(third, () -> {
            like.create(third, fresh);
            return prepare(job, sessions, like);
        });
        ParallelReplay.Loaded loaded = new ParallelReplay(
                        sessions, job.reader(), job.progress(), job.options().jobs())
                .inPlaceOf(database)
                .run(plan);
        job.progress().on(new Progress.PhaseStarted("check"));
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            Interruption.during(session, () -> RowCheck.check(session, job.reader(), job.toc(), loaded));
        }
        job.progress().on(new Progress.PhaseStarted("swap"));
        job.interruption().close();
        try (alone) {
            exchange(job, third, others, like.properties(), new Exchange.Names(database, oldOid, kept, fresh), alone);
        }
        return new RestoreOutcome(0, plan.entries(), loaded.rows(), loaded.bytes());
    }

    private static void exchange(
            RestoreJob job,
            Session first,
            List<String> others,
            DatabaseProperties wanted,
            Exchange.Names names,
            Alone alone) {
        try (Session third = stillThere(first, job, others, names.database())) {
            alone.mustStillBe(new Databases(third));
            long newOid = new Databases(third).require(names.fresh()).oid();
            new Exchange(
                            names.database(),
                            names.oldOid(),
                            names.kept(),
                            newOid,
                            names.fresh(),
                            ThirdDatabase.name(third))
                    .run(
                            third,
                            () -> ThirdDatabase.open(job.sessions(), others),
                            job.journal(),
                            () -> {
                                alone.close();
                                job.session().close();
                            },
                            () -> finish(third, wanted, names.database(), newOid));
            old(job, third, names.kept());
        }
    }

    /** A session that had nothing to do for as long as a database was filled may have been cut by something between. */
    private static Session stillThere(Session first, RestoreJob job, List<String> others, String database) {
        try {
            first.execute("SELECT 1");
            return first;
        } catch (SnapshotException e) {
            if (e.code() != ErrorCode.CONNECTION_LOST) {
                throw e;
            }
            first.closeAfter(e);
            Session third = ThirdDatabase.open(job.sessions(), others);
            try {
                ThirdDatabase.lockPatiently(third, database);
                return third;
            } catch (SnapshotException failure) {
                third.closeAfter(failure);
                throw failure;
            }
        }
    }

    private static void old(RestoreJob job, Session third, String kept) {
        if (job.options().keepOld() && job.server().halfRestored()) {
            job.progress()
                    .on(new Progress.Warning("the old database is kept as " + kept
                            + ", but holds only a part of what it should, because a restore into it had not ended:"
                            + " db-snapshot undo does not go back to it, undo --drop-old drops it"));
            return;
        }
        if (job.options().keepOld()) {
            job.progress()
                    .on(new Progress.Warning("the old database is kept as " + kept
                            + ", closed for connections: db-snapshot undo gives it its name back, undo --drop-old"
                            + " drops it"));
            return;
        }
        try {
            new Databases(third).drop(kept);
        } catch (SnapshotException e) {
            // The restore is done, whatever becomes of the old one.
            job.progress()
                    .on(new Progress.Warning("the old database " + kept + " could not be dropped (" + e.getMessage()
                            + "): db-snapshot undo --drop-old drops it"));
        }
    }

    private static RestorePlan prepare(RestoreJob job, Sessions sessions, FreshDatabase like) {
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            like.prepare(session);
            RestorePlan plan =
                    RestorePlan.of(job.toc(), Present.of(session, Extensions.read(session, job.server()), false));
            plan.leftOut().forEach(line -> job.progress().on(new Progress.Warning(line)));
            return plan;
        }
    }

    private static void finish(Session third, DatabaseProperties wanted, String database, long oid) {
        wanted.finish(database).forEach(third::execute);
        Set<String> different = wanted.differences(DatabaseProperties.read(third, oid));
        if (!different.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.PRIVILEGE,
                    "the new database is not like the old one in " + String.join(", ", different)
                            + ", so that the old one stays; restore as superuser, or in place");
        }
    }

    private static RuntimeException unchanged(RestoreJob job, RuntimeException reason) {
        return reason instanceof SnapshotException known ? job.unchanged(known) : reason;
    }

    /**
     * DROP DATABASE begins with a checkpoint, which fails where the disk is full, and until it succeeds nothing is
     * freed: but a table's files are cut to nothing when the transaction that drops it commits (mdunlink).
     */
    private static void makeRoom(RestoreJob job, String fresh, RuntimeException reason) {
        boolean full = reason instanceof SnapshotException known
                && known.sqlState().filter(DISK_FULL::equals).isPresent();
        if (!full) {
            return;
        }
        Sessions sessions = new Sessions(
                job.sessions().spec().withDatabase(fresh), job.sessions().transport());
        try (Session session = sessions.open(SessionPurpose.RESTORE)) {
            session.query("""
                SELECT pg_catalog.format('DROP TABLE IF EXISTS %I.%I CASCADE', n.nspname, c.relname) AS drop
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND c.oid >= 16384 AND pg_catalog.pg_table_size(c.oid) > 1048576
                ORDER BY pg_catalog.pg_table_size(c.oid) DESC LIMIT 100
                """, row -> row.text("drop")).forEach(session::execute);
        } catch (SnapshotException e) {
            reason.addSuppressed(e);
        }
    }

    /** Nothing of a restore that failed stays; if the server cannot be reached, the journal remembers it. */
    private static RuntimeException removed(
            RestoreJob job, List<String> others, String fresh, Journal.Note created, RuntimeException reason) {
        boolean interrupted = Thread.interrupted();
        makeRoom(job, fresh, reason);
        try (Session third = ThirdDatabase.open(job.sessions(), others)) {
            Databases databases = new Databases(third);
            boolean exchanged = databases.find(fresh).isEmpty();
            databases.drop(fresh);
            created.settled();
            return exchanged ? reason : unchanged(job, reason);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
            return Unsettled.because(
                    reason, "the new database " + fresh + " could not be dropped (" + e.getMessage() + ")");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
