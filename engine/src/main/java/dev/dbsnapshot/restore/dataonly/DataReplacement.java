package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.copy.Meter;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.replay.SessionTuning;
import dev.dbsnapshot.restore.replay.Statements;
import dev.dbsnapshot.restore.target.SqlText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Carries out a plan in a session, inside the caller's transaction: afterwards the data is the archive's, and the
 * catalog is what it was, which is looked at before it returns. Not thread-safe.
 */
final class DataReplacement {

    private final RestoreJob job;
    private final DataPlan plan;
    private final Session session;
    private final Progress progress;
    private final Meter meter;
    private final Statements statements;
    private final SessionTuning tuning;
    private int steps;

    DataReplacement(RestoreJob job, DataPlan plan) {
        this.job = job;
        this.plan = plan;
        this.session = job.session();
        this.progress = job.progress();
        this.meter = new Meter(progress);
        this.statements = new Statements(session);
        this.tuning = SessionTuning.ofTransaction(
                session,
                plan.scope().targets().stream()
                        .mapToLong(target -> target.archived().bytes())
                        .max()
                        .orElse(0));
    }

    /** Does it all, and returns how many rows were loaded. */
    long run() {
        Set<Long> looked = looked();
        Fingerprint before = Fingerprint.of(session, looked);
        ForeignKeyParts names = ForeignKeyParts.of(plan);
        settings();
        putAway();
        empty();
        Rows rows = load();
        build();
        bringBack(names);
        refresh();
        run(plan.obstacles().last());
        Fingerprint.of(session, looked).mustEqual(before);
        return rows.rows();
    }

    long bytes() {
        return meter.bytes();
    }

    private void settings() {
        // What is pending when DDL comes fails; and what may be deferred here would be checked at the very end.
        StringBuilder sql = new StringBuilder("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL client_min_messages = warning;"
                + " SET LOCAL check_function_bodies = false; SET LOCAL xmloption = content;"
                + " SET LOCAL row_security = off; SET LOCAL standard_conforming_strings = "
                + (plan.data().standardConformingStrings() ? "on" : "off; SET LOCAL escape_string_warning = off")
                + ";");
        if (plan.powers().replica()) {
            sql.append(" SET LOCAL session_replication_role = replica;");
        }
        session.execute(sql + tuning.begin());
    }

    private void putAway() {
        run(plan.obstacles().away());
        for (ForeignKey key : plan.obstacles().foreignKeys().rebuilt()) {
            Relation table = table(key.table());
            statements.add(
                    key.label(table),
                    "ALTER TABLE " + table.name().sql() + " DROP CONSTRAINT " + SqlText.id(key.name()));
        }
        for (Index index : plan.indexes().rebuilt()) {
            Action drop = Indexes.drop(index, table(index.table()));
            statements.add(drop.label(), drop.sql());
        }
        statements.flush();
    }

    private void empty() {
        if (!plan.truncated().isEmpty()) {
            statements.add(
                    "emptying all tables",
                    "TRUNCATE TABLE " + String.join(", ", plan.truncated())
                            + (plan.restartsIdentity() ? " RESTART IDENTITY" : ""));
        }
        for (Target target : plan.scope().targets()) {
            if (target.isDeletedFrom()) {
                String condition = target.table().condition() == null
                        ? ""
                        : " " + target.table().condition();
                statements.add(
                        "emptying table " + target.table().name(),
                        "DELETE FROM ONLY " + target.table().name().sql() + condition);
            }
        }
        statements.flush();
        plan.scope().targets().stream().filter(Target::untruncatable).forEach(this::mustBeEmpty);
    }

    // A rule may have made something else out of the DELETE.
    private void mustBeEmpty(Target target) {
        String name = target.table().name().sql();
        if (!target.isConfiguration()
                && !session.query("SELECT 1 AS one FROM ONLY " + name + " LIMIT 1", row -> 1)
                        .isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.CONFLICT,
                    "rows of table " + target.table().name() + " cannot be deleted, because of a rule; nothing was"
                            + " changed: drop the rule or the invalid indexes of the table, or restore with --drop");
        }
    }

    private Rows load() {
        progress.on(new Progress.PhaseStarted("data"));
        progress.on(new Progress.DataExpected(
                plan.bytes(job.reader()), plan.scope().targets().size(), false));
        Rows rows = new Rows(session, job.reader(), progress, meter, plan.data().standardConformingStrings());
        rows.load(plan.scope().targets());
        for (Scope.Positioned positioned : plan.scope().sequences()) {
            // setval alone is not undone by a rollback; in the new file that RESTART makes it is.
            String restart = plan.restartsIdentity()
                    ? ""
                    : "ALTER SEQUENCE " + positioned.sequence().name().sql() + " RESTART;\n";
            statements.add(
                    "sequence " + positioned.sequence().name(),
                    restart + positioned.entry().defn());
        }
        statements.flush();
        if (!plan.data().largeObjects().isEmpty()) {
            new LargeObjectReplacement(session, job.reader(), progress, meter).run(plan);
        }
        return rows;
    }

    private void build() {
        if (plan.indexes().rebuilt().isEmpty() && plan.indexes().checkedLate().isEmpty()) {
            return;
        }
        progress.on(new Progress.PhaseStarted("indexes"));
        steps = 0;
        for (Index index : plan.indexes().rebuilt()) {
            tune(SessionTuning.Task.ofIndex(index.definition()));
            step(
                    Indexes.create(index, table(index.table())),
                    plan.indexes().rebuilt().size());
        }
        tune(SessionTuning.Task.ANYTHING);
        for (Index index : plan.indexes().checkedLate()) {
            statements.add(Indexes.label(index), "REINDEX INDEX " + index.name().sql());
        }
        statements.flush();
    }

    private void bringBack(ForeignKeyParts names) {
        progress.on(new Progress.PhaseStarted("constraints"));
        steps = 0;
        tune(SessionTuning.Task.FOREIGN_KEY);
        for (ForeignKey key : plan.obstacles().foreignKeys().rebuilt()) {
            // Those of partitions that are older than the whole's are found by it, and become its parts again.
            names.madeBefore(key).forEach(part -> run(List.of(making(part))));
            step(making(key), keys());
        }
        names.restore(session, statements);
        statements.flush();
        for (ForeignKey key : plan.obstacles().foreignKeys().checked()) {
            step(key.label(table(key.table())), keys(), () -> check(key));
        }
        tune(SessionTuning.Task.ANYTHING);
        run(plan.obstacles().back());
    }

    /** Goes with what comes next, in the same message. */
    private void tune(SessionTuning.Task task) {
        String settings = keys() == 0 && task == SessionTuning.Task.FOREIGN_KEY ? "" : tuning.before(task);
        if (!settings.isEmpty()) {
            statements.add("settings", settings);
        }
    }

    private int keys() {
        ForeignKeys keys = plan.obstacles().foreignKeys();
        return keys.rebuilt().size() + keys.checked().size();
    }

    private Action making(ForeignKey key) {
        Relation table = table(key.table());
        return new Action(
                key.label(table),
                "ALTER TABLE " + only(table) + " ADD CONSTRAINT " + SqlText.id(key.name()) + " " + key.definition()
                        + comment(key, table));
    }

    /** One that may take long: whoever watches or cancels sees it. */
    private void step(Action action, int count) {
        step(action.label(), count, () -> run(List.of(action)));
    }

    private void step(String label, int count, Runnable work) {
        progress.on(new Progress.StepStarted(label, ++steps, count));
        work.run();
        progress.on(new Progress.StepFinished(label));
    }

    private static String comment(ForeignKey key, Relation table) {
        return key.comment() == null
                ? ""
                : ";\nCOMMENT ON CONSTRAINT " + SqlText.id(key.name()) + " ON "
                        + table.name().sql() + " IS" + SqlText.literal(key.comment());
    }

    /** What RI_Initial_Check asks when a foreign key is made. */
    private void check(ForeignKey key) {
        Relation table = table(key.table());
        Relation referenced = table(key.referenced());
        String query = "SELECT 1 AS one FROM " + only(table) + " fk LEFT JOIN " + only(referenced) + " pk ON ("
                + key.match() + ") WHERE " + key.missing() + " AND (" + key.filled() + ") LIMIT 1";
        List<Integer> orphans;
        try {
            orphans = session.query(query, row -> row.integer("one"));
        } catch (SnapshotException e) {
            throw Statements.failed(key.label(table), query, e);
        }
        if (!orphans.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.SERVER,
                    "restoring " + key.label(table) + ": there are rows that refer to none in " + referenced.name()
                            + ": the archive does not fit this schema",
                    null,
                    "23503");
        }
    }

    private static String only(Relation table) {
        return (table.is(Relation.TABLE) ? "ONLY " : "") + table.name().sql();
    }

    private void refresh() {
        if (plan.scope().refreshed().isEmpty() && plan.scope().emptied().isEmpty()) {
            return;
        }
        progress.on(new Progress.PhaseStarted("refresh"));
        // An owner who has bound herself to policies sees in her materialized views what they let her see.
        session.execute("SET LOCAL row_security = on");
        for (Relation view : plan.scope().refreshed()) {
            statements.add(
                    "materialized view " + view.name(),
                    "REFRESH MATERIALIZED VIEW " + view.name().sql());
            statements.flush();
        }
        for (Relation view : plan.scope().emptied()) {
            statements.add(
                    "materialized view " + view.name(),
                    "REFRESH MATERIALIZED VIEW " + view.name().sql() + " WITH NO DATA");
        }
        statements.flush();
    }

    private void run(List<Action> actions) {
        actions.forEach(action -> statements.add(action.label(), action.sql()));
        statements.flush();
    }

    private Relation table(long oid) {
        Relation table = plan.live().relation(oid);
        if (table == null) {
            throw new IllegalStateException("no table " + oid);
        }
        return table;
    }

    /** Everything that is changed on the way, and whatever refers to it. */
    private Set<Long> looked() {
        Set<Long> looked = new HashSet<>(plan.scope().touched(plan.live()));
        for (ForeignKey key : plan.live().foreignKeys()) {
            if (looked.contains(key.table()) || looked.contains(key.referenced())) {
                looked.add(key.table());
                looked.add(key.referenced());
            }
        }
        plan.scope().refreshed().forEach(view -> looked.add(view.oid()));
        plan.scope().emptied().forEach(view -> looked.add(view.oid()));
        plan.scope()
                .sequences()
                .forEach(sequence -> looked.add(sequence.sequence().oid()));
        plan.live().looseConstraints().forEach(constraint -> looked.add(constraint.table()));
        return looked;
    }
}
