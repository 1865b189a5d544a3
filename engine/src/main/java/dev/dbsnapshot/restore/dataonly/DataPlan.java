package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.LargeObject;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that replacing the rows does to a database. Immutable.
 *
 * @param truncated names for one TRUNCATE, which refuses tables that others refer to unless it names those too
 * @param restartsIdentity whether TRUNCATE gives sequences their new file, because an event trigger would fire on ALTER
 * @param comments what makes the comments on large objects those of the archive
 * @param locks how many locks the transaction takes in the server's lock table, about
 * @param findings what stops it
 */
record DataPlan(
        ArchivedData data,
        Live live,
        Powers powers,
        Scope scope,
        Obstacles obstacles,
        Indexes indexes,
        List<String> truncated,
        boolean restartsIdentity,
        List<Action> comments,
        long locks,
        List<Finding> findings) {

    /** Below this, making an index again takes longer than keeping it. */
    static final long WORTHWHILE_BYTES = 256 * 1024;

    /** A foreign key and its triggers, each of which is locked when it is dropped. */
    private static final int LOCKS_OF_FOREIGN_KEY = 5;

    /** An index and its constraint that are dropped, and the index that is made. */
    private static final int LOCKS_OF_REBUILT_INDEX = 3;

    /**
     * Plans.
     *
     * @param worthwhileBytes from how many bytes of rows on the indexes of a table are made again
     */
    static DataPlan of(ArchivedData data, Live live, Powers powers, long worthwhileBytes) {
        Scope scope = Scope.of(data, live);
        List<EventTrigger> firing = live.eventTriggers().stream()
                .filter(trigger -> !powers.superuser() && trigger.fires(powers.replica()))
                .toList();
        boolean mayDefine = firing.isEmpty();
        Set<Long> worthwhile = mayDefine ? Indexes.worthwhile(scope, live, worthwhileBytes) : Set.of();
        Obstacles obstacles = Obstacles.of(scope, live, powers, mayDefine, worthwhile);
        Indexes indexes = mayDefine
                ? Indexes.of(scope, live, worthwhile, obstacles.foreignKeys(), powers.replica())
                : Indexes.NONE;
        List<Finding> findings = new ArrayList<>(scope.findings());
        findings.addAll(obstacles.findings());
        outsideReferences(scope, live).ifPresent(findings::add);
        inserts(data, live).ifPresent(findings::add);
        largeObjectsOfOthers(data, live, powers).ifPresent(findings::add);
        unreadable(scope, live).ifPresent(findings::add);
        List<Action> comments = LargeObjectComments.of(data, live);
        boolean restartsIdentity = !mayDefine && ownersAreTruncated(scope, live);
        if (!mayDefine) {
            firingEventTrigger(firing, scope, obstacles, restartsIdentity, comments)
                    .ifPresent(findings::add);
        }
        return new DataPlan(
                data,
                live,
                powers,
                scope,
                obstacles,
                indexes,
                truncated(scope, live),
                restartsIdentity,
                comments,
                locks(data, live, scope, obstacles, indexes) + comments.size(),
                List.copyOf(findings));
    }

    /** How many bytes of rows and large objects are loaded. */
    long bytes(ArchiveReader reader) {
        long bytes = scope.targets().stream()
                .mapToLong(target -> target.archived().bytes())
                .sum();
        for (TocEntry entry : data.largeObjectData()) {
            for (LargeObject object : reader.largeObjects(entry)) {
                bytes += object.member().size();
            }
        }
        return bytes;
    }

    /** Large objects that the archive does not have. None are surplus where it has none at all: it may lack them. */
    long[] surplusLargeObjects() {
        return surplusLargeObjects(data, live);
    }

    private static long[] surplusLargeObjects(ArchivedData data, Live live) {
        return data.largeObjects().isEmpty() ? new long[0] : live.largeObjects().without(data.largeObjects());
    }

    /** Tables whose rows stay, because the archive has none of them. */
    List<Relation> keptTables() {
        Set<Long> replaced = scope.tables();
        return live.relations().values().stream()
                .filter(relation -> relation.is(Relation.TABLE) && relation.extension() == null)
                .filter(relation -> !replaced.contains(relation.oid()))
                .sorted((a, b) -> a.name().toString().compareTo(b.name().toString()))
                .toList();
    }

    private static List<String> truncated(Scope scope, Live live) {
        List<String> names = new ArrayList<>();
        Set<Long> tables = scope.tables();
        for (Target target : scope.targets()) {
            if (!target.isDeletedFrom()) {
                names.add("ONLY " + target.table().name().sql());
            }
        }
        // One that refers to others is named itself; all of its partitions are among the tables.
        Set<Long> touched = scope.touched(live);
        Set<Long> deleted = scope.deletedFrom();
        Set<String> partitioned = new TreeSet<>();
        for (ForeignKey key : live.foreignKeys()) {
            Relation table = live.relation(key.table());
            if (table != null
                    && table.is(Relation.PARTITIONED)
                    && touched.contains(key.referenced())
                    && live.leaves(table.oid()).stream()
                            .allMatch(leaf -> tables.contains(leaf.oid()) && !deleted.contains(leaf.oid()))) {
                partitioned.add(table.name().sql());
            }
        }
        names.addAll(partitioned);
        return List.copyOf(names);
    }

    private static Optional<Finding> outsideReferences(Scope scope, Live live) {
        Set<Long> tables = scope.tables();
        Set<Long> truncated = new HashSet<>();
        scope.targets().stream()
                .filter(target -> !target.isDeletedFrom())
                .forEach(target -> truncated.add(target.table().oid()));
        Set<String> outside = new TreeSet<>();
        for (ForeignKey key : live.foreignKeys()) {
            Relation referencing = live.relation(key.table());
            boolean emptied = truncated.contains(key.referenced())
                    || live.leaves(key.referenced()).stream().anyMatch(leaf -> truncated.contains(leaf.oid()));
            if (!emptied || referencing == null) {
                continue;
            }
            Set<Relation> holders =
                    referencing.is(Relation.PARTITIONED) ? live.leaves(referencing.oid()) : Set.of(referencing);
            holders.stream()
                    .filter(holder -> !tables.contains(holder.oid()))
                    .forEach(holder -> outside.add("table " + holder.name() + " by " + key.name()));
        }
        return outside.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.blocks(
                                ErrorCode.CONFLICT,
                                "tables that the archive has no rows of refer to some whose rows would be replaced",
                                "drop these foreign keys or tables, or restore with --drop")
                        .naming(outside));
    }

    /** Statements INSERT without names of columns fit the table that they were dumped from only. */
    private static Optional<Finding> inserts(ArchivedData data, Live live) {
        List<String> ruled = data.tables().stream()
                .filter(table -> table.columns() == null && !table.isEmpty())
                .map(table -> live.find(table.table()))
                .flatMap(Optional::stream)
                .filter(table -> live.withInsertRules().contains(table.oid()))
                .map(table -> table.name().toString())
                .toList();
        return ruled.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.blocks(
                                ErrorCode.CONFLICT,
                                "the archive has its rows as INSERT statements, which rules of the tables would catch",
                                "dump without --inserts, or restore with --drop")
                        .naming(ruled));
    }

    private static Optional<Finding> unreadable(Scope scope, Live live) {
        List<String> views = scope.refreshed().stream()
                .filter(view -> live.unreadable().containsKey(view.oid()))
                .map(view -> view.name() + " (" + live.unreadable().get(view.oid()) + ")")
                .toList();
        return views.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.blocks(
                                ErrorCode.PRIVILEGE,
                                "materialized views cannot be refreshed, because their owners lack SELECT",
                                "grant it to them")
                        .naming(views));
    }

    private static Optional<Finding> largeObjectsOfOthers(ArchivedData data, Live live, Powers powers) {
        if (powers.superuser() || data.largeObjects().isEmpty()) {
            return Optional.empty();
        }
        long foreign = live.largeObjectsOfOthers();
        return foreign == 0
                ? Optional.empty()
                : Optional.of(Finding.blocks(
                        ErrorCode.PRIVILEGE,
                        foreign + " large objects belong to other roles",
                        "restore as a member of their owners' roles, or as superuser"));
    }

    private static boolean ownersAreTruncated(Scope scope, Live live) {
        Set<Long> truncated = scope.targets().stream()
                .filter(target -> !target.isDeletedFrom())
                .map(target -> target.table().oid())
                .collect(Collectors.toSet());
        Set<Long> positioned = scope.sequences().stream()
                .map(sequence -> sequence.sequence().oid())
                .collect(Collectors.toSet());
        Set<Long> restarted = live.relations().values().stream()
                .filter(relation -> relation.is('S') && truncated.contains(relation.ownerTable()))
                .map(Relation::oid)
                .collect(Collectors.toSet());
        return positioned.equals(restarted);
    }

    private static Optional<Finding> firingEventTrigger(
            List<EventTrigger> firing,
            Scope scope,
            Obstacles obstacles,
            boolean restartsIdentity,
            List<Action> comments) {
        Set<String> reasons = new TreeSet<>();
        obstacles.away().forEach(action -> reasons.add(action.label()));
        if (!restartsIdentity && !scope.sequences().isEmpty()) {
            reasons.add("sequences");
        }
        if (!scope.refreshed().isEmpty() || !scope.emptied().isEmpty()) {
            reasons.add("materialized views");
        }
        if (!comments.isEmpty()) {
            reasons.add("comments on large objects");
        }
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.blocks(
                                ErrorCode.PRIVILEGE,
                                "event triggers would fire that the role can neither disable nor avoid ("
                                        + firing.stream()
                                                .map(EventTrigger::name)
                                                .collect(Collectors.joining(", "))
                                        + "), because of these",
                                "restore as superuser, or have one disable them for the time of the restore")
                        .naming(reasons));
    }

    private static long locks(ArchivedData data, Live live, Scope scope, Obstacles obstacles, Indexes indexes) {
        long locks = scope.targets().stream()
                .mapToLong(target -> target.table().locks())
                .sum();
        locks += scope.sequences().size();
        locks += 4L * (scope.refreshed().size() + scope.emptied().size());
        locks += (long) LOCKS_OF_REBUILT_INDEX * indexes.rebuilt().size();
        Set<ForeignKey> rebuilt = new HashSet<>(obstacles.foreignKeys().rebuilt());
        locks += ForeignKeys.roots(live).values().stream()
                        .filter(rebuilt::contains)
                        .count()
                * LOCKS_OF_FOREIGN_KEY;
        locks += obstacles.away().size();
        locks += surplusLargeObjects(data, live).length;
        return locks;
    }
}
