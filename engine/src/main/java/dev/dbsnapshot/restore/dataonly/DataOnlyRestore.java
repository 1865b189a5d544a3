package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.RestoreFlag;
import dev.dbsnapshot.api.RestorePreview;
import dev.dbsnapshot.api.RestorePreview.ReplacedTable;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.connect.LockWaits;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.connect.SessionPurpose;
import dev.dbsnapshot.restore.replay.Agreement;
import dev.dbsnapshot.restore.replay.Findings;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.RestoreOutcome;
import dev.dbsnapshot.restore.replay.RestoreWay;
import dev.dbsnapshot.restore.replay.WayReport;
import dev.dbsnapshot.restore.target.LockBudget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Replacing the rows of all tables of the archive, in one transaction; the schema stays. Needs no superuser: what an
 * owner can do by other means is done by those.
 */
public final class DataOnlyRestore implements RestoreWay {

    private final long worthwhileBytes;

    /** The way as it is used. */
    public DataOnlyRestore() {
        this(DataPlan.WORTHWHILE_BYTES);
    }

    /** One that makes indexes again from this many bytes of rows on. */
    DataOnlyRestore(long worthwhileBytes) {
        this.worthwhileBytes = worthwhileBytes;
    }

    @Override
    public WayReport inspect(RestoreJob job) {
        DataPlan plan = plan(job);
        SchemaDrift drift = drift(job);
        List<Finding> findings = new ArrayList<>(plan.findings());
        locks(job, plan).forEach(findings::add);
        insertsByPlace(plan, drift).forEach(findings::add);
        if (!drift.lines().isEmpty()) {
            findings.add(Finding.warning(
                    "the schema of the database differs from the archive's",
                    "look at the differences; columns are matched by name"));
        }
        if (job.options().selection().has(RestoreFlag.OWNER)
                || job.options().selection().has(RestoreFlag.PRIVILEGES)) {
            findings.add(Finding.warning(
                    "owners and privileges stay as they are, because only rows are replaced",
                    "restore with --drop to bring back those of the archive"));
        }
        kept(plan, job.options().selection()).forEach(findings::add);
        return new WayReport(List.of(), replaced(plan), drift.lines(), findings);
    }

    @Override
    public RestoreOutcome carryOut(RestoreJob job, RestorePreview agreed) {
        return job.begin().run(() -> replace(job, agreed));
    }

    private RestoreOutcome replace(RestoreJob job, RestorePreview agreed) {
        lock(job, plan(job));
        // Looked at again under the locks: nobody changes these tables any more.
        DataPlan plan = plan(job);
        Agreement.mustHold(job, agreed, List.of());
        mustBePossible(job, plan);
        DataReplacement replacement = new DataReplacement(job, plan);
        long rows = replacement.run();
        int entries = plan.scope().targets().size()
                + plan.scope().sequences().size()
                + plan.scope().refreshed().size()
                + plan.data().largeObjectData().size();
        return new RestoreOutcome(0, entries, rows, replacement.bytes());
    }

    /** With indexes made again where that pays, unless the lock table has no room for it. */
    private DataPlan plan(RestoreJob job) {
        ArchivedData data = ArchivedData.of(job.reader(), job.toc());
        Live live = Live.read(job.session());
        Powers powers = Powers.probe(job.session());
        DataPlan plan = DataPlan.of(data, live, powers, worthwhileBytes);
        return locks(job, plan).isEmpty() ? plan : DataPlan.of(data, live, powers, Long.MAX_VALUE);
    }

    private static List<Finding> locks(RestoreJob job, DataPlan plan) {
        return LockBudget.check(job.session(), plan.locks(), "replacing all rows and large objects").stream()
                .toList();
    }

    private static SchemaDrift drift(RestoreJob job) {
        try (Session session = job.sessions().open(SessionPurpose.DUMP)) {
            return SchemaDrift.of(session, job.reader().toc());
        }
    }

    /** INSERT statements without names of columns fit tables that were made by the same definition. */
    private static List<Finding> insertsByPlace(DataPlan plan, SchemaDrift drift) {
        List<String> tables = plan.scope().targets().stream()
                .filter(target -> target.archived().columns() == null)
                .map(target -> target.archived().table())
                .filter(drift.differing()::contains)
                .map(Name::toString)
                .toList();
        return tables.isEmpty()
                ? List.of()
                : List.of(Finding.blocks(
                                ErrorCode.CONFLICT,
                                "the archive has its rows as INSERT statements, and these tables were changed",
                                "restore with --drop")
                        .naming(tables));
    }

    private static List<Finding> kept(DataPlan plan, RestoreSelection selection) {
        List<Finding> findings = new ArrayList<>();
        List<Relation> kept = plan.keptTables();
        if (!kept.isEmpty() && !selection.isPart()) {
            findings.add(Finding.warning("tables that the archive has no rows of keep theirs", "")
                    .naming(kept.stream().map(table -> table.name().toString()).toList()));
        }
        if (!selection.isPart()
                && plan.data().largeObjects().isEmpty()
                && !plan.live().largeObjects().isEmpty()) {
            findings.add(Finding.warning(
                    "the archive has no large objects; the "
                            + plan.live().largeObjects().size() + " of the database stay",
                    ""));
        }
        int surplus = plan.surplusLargeObjects().length;
        if (surplus > 0) {
            findings.add(Finding.warning(
                    "large objects that the archive does not have are dropped: " + surplus + " of "
                            + plan.live().largeObjects().size(),
                    ""));
        }
        invalidIndexes(plan, findings);
        if (!plan.scope().emptyConfiguration().isEmpty()) {
            findings.add(Finding.warning(
                            "tables of extensions that the role may not write are left alone, because the archive has"
                                    + " no rows of them",
                            "")
                    .naming(plan.scope().emptyConfiguration().stream()
                            .map(table -> table.name().toString())
                            .toList()));
        }
        return findings;
    }

    private static void invalidIndexes(DataPlan plan, List<Finding> findings) {
        Set<Long> deleted = plan.scope().deletedFrom();
        Set<Long> refreshed =
                plan.scope().refreshed().stream().map(Relation::oid).collect(Collectors.toSet());
        List<String> slow = revived(plan, deleted);
        if (!slow.isEmpty()) {
            findings.add(Finding.warning(
                            "rows are deleted one by one where TRUNCATE would make invalid indexes valid",
                            "drop these indexes, which nothing uses, if it takes too long")
                    .naming(slow));
        }
        List<String> valid = revived(plan, refreshed);
        if (!valid.isEmpty()) {
            findings.add(Finding.warning(
                            "invalid indexes become valid, because refreshing their materialized views makes them anew",
                            "")
                    .naming(valid));
        }
    }

    private static List<String> revived(DataPlan plan, Set<Long> tables) {
        return plan.live().indexes().stream()
                .filter(index -> index.revived() && tables.contains(index.table()))
                .map(index -> index.name().toString())
                .toList();
    }

    private static List<ReplacedTable> replaced(DataPlan plan) {
        return plan.scope().targets().stream()
                .map(target -> new ReplacedTable(
                        target.table().name().toString(),
                        target.table().estimatedRows(),
                        target.archived().isEmpty() ? 0 : target.archived().rows()))
                .toList();
    }

    private static void lock(RestoreJob job, DataPlan plan) {
        Set<String> names = new TreeSet<>();
        Set<Long> tables = new HashSet<>(plan.scope().touched(plan.live()));
        for (ForeignKey key : plan.live().foreignKeys()) {
            if (tables.contains(key.table()) || tables.contains(key.referenced())) {
                names.addAll(lockable(plan.live(), key.table()));
                names.addAll(lockable(plan.live(), key.referenced()));
            }
        }
        tables.forEach(table -> names.addAll(lockable(plan.live(), table)));
        if (names.isEmpty()) {
            return;
        }
        Progress progress = job.progress();
        LockWaits.during(job.session(), job.sessions(), job.options().lockTimeout(), progress, () -> job.session()
                .execute("LOCK TABLE " + String.join(", ", names) + " IN ACCESS EXCLUSIVE MODE"));
    }

    private static Set<String> lockable(Live live, long oid) {
        Relation table = live.relation(oid);
        return table == null || !table.owned() || !table.reachable()
                ? Set.of()
                : Set.of("ONLY " + table.name().sql());
    }

    private static void mustBePossible(RestoreJob job, DataPlan plan) {
        List<Finding> stopping = new ArrayList<>(plan.findings());
        stopping.addAll(locks(job, plan));
        Findings.mustNotStop(stopping, job.progress());
    }
}
