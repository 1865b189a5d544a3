package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What of the live database the data of an archive replaces, and what does not fit. Immutable.
 *
 * @param targets the tables whose rows are replaced, the largest first
 * @param sequences sequences with their entries
 * @param refreshed materialized views that are filled, in the order of the archive
 * @param emptied materialized views that are filled now and were not in the archive
 * @param emptyConfiguration tables of extensions that the role may not write, of which the archive has no rows either
 * @param findings what does not fit
 */
record Scope(
        List<Target> targets,
        List<Positioned> sequences,
        List<Relation> refreshed,
        List<Relation> emptied,
        List<Relation> emptyConfiguration,
        List<Finding> findings) {

    private static final String REMEDY = "restore with --drop, or bring the schema to the archive's first";

    /**
     * A sequence.
     *
     * @param entry says where it stands
     */
    record Positioned(Relation sequence, TocEntry entry) {}

    static Scope of(ArchivedData data, Live live) {
        return new Builder(live).build(data);
    }

    /** OIDs of the tables whose rows are replaced. */
    Set<Long> tables() {
        return targets.stream().map(target -> target.table().oid()).collect(Collectors.toSet());
    }

    /** OIDs of those whose rows are deleted and not truncated. */
    Set<Long> deletedFrom() {
        return targets.stream()
                .filter(Target::isDeletedFrom)
                .map(target -> target.table().oid())
                .collect(Collectors.toSet());
    }

    /** OIDs of those and of the partitioned tables whose rows they are, which triggers and constraints hang on too. */
    Set<Long> touched(Live live) {
        Set<Long> touched = new HashSet<>();
        for (Target target : targets) {
            touched.add(target.table().oid());
            // Rows that are loaded through the root may end in any partition.
            if (target.into().oid() != target.table().oid()) {
                touched.add(target.into().oid());
                live.leaves(target.into().oid()).forEach(leaf -> touched.add(leaf.oid()));
            }
            Relation relation = target.table();
            while (relation != null && relation.partitionOf() != 0) {
                touched.add(relation.partitionOf());
                relation = live.relation(relation.partitionOf());
            }
        }
        return touched;
    }

    private static final class Builder {
        private final Live live;
        private final List<Finding> findings = new ArrayList<>();
        private final Set<String> missing = new TreeSet<>();
        private final Set<String> foreign = new TreeSet<>();
        private final Set<String> closed = new TreeSet<>();
        private final List<Relation> emptyConfiguration = new ArrayList<>();

        Builder(Live live) {
            this.live = live;
        }

        Scope build(ArchivedData data) {
            List<Target> targets = new ArrayList<>();
            data.tables().forEach(table -> addTable(table, targets));
            targets.sort(
                    (a, b) -> Long.compare(b.archived().bytes(), a.archived().bytes()));
            List<Positioned> sequences = data.sequences().stream()
                    .map(entry -> new Positioned(relation(ArchivedData.nameOf(entry), "sequence"), entry))
                    .filter(positioned -> positioned.sequence().isThere())
                    .toList();
            List<Relation> refreshed = data.refreshes().stream()
                    .map(entry -> relation(ArchivedData.nameOf(entry), "materialized view"))
                    .filter(Relation::isThere)
                    .toList();
            List<Relation> emptied = data.unfilled().stream()
                    .map(live::find)
                    .flatMap(Optional::stream)
                    .filter(relation -> relation.is('m') && relation.filled())
                    .map(this::mine)
                    .toList();
            sequences.forEach(sequence -> mine(sequence.sequence()));
            refreshed.forEach(this::mine);
            if (!missing.isEmpty()) {
                findings.add(
                        Finding.blocks(ErrorCode.CONFLICT, "the database lacks what the archive has data of", REMEDY)
                                .naming(missing));
            }
            if (!foreign.isEmpty()) {
                findings.add(Finding.blocks(
                                ErrorCode.PRIVILEGE,
                                "the role does not own what it is to replace the contents of",
                                "restore as a member of the owner's role, or as superuser")
                        .naming(foreign));
            }
            if (!closed.isEmpty()) {
                findings.add(Finding.blocks(
                                ErrorCode.PRIVILEGE,
                                "the role may not look into schemas where things are that the archive has data of",
                                "GRANT USAGE ON SCHEMA to the role, or restore as superuser")
                        .naming(closed));
            }
            return new Scope(
                    withoutTruncating(targets),
                    sequences,
                    refreshed,
                    emptied,
                    List.copyOf(emptyConfiguration),
                    List.copyOf(findings));
        }

        private static final Relation MISSING =
                new Relation(0, new Name("", ""), ' ', false, false, false, false, 0, 0, null, null, false, 0, -1);

        private void addTable(ArchivedTable archived, List<Target> targets) {
            Relation table = relation(archived.table(), "table");
            Relation into =
                    archived.into().equals(archived.table()) ? table : relation(archived.into(), "partitioned table");
            if (!table.isThere() || !into.isThere()) {
                return;
            }
            if (table.extension() != null && !table.owned() && !table.writable()) {
                if (archived.isEmpty()) {
                    emptyConfiguration.add(table);
                    return;
                }
                foreign.add(table.noun() + " " + table.name() + " of extension " + table.extension());
            } else if (table.extension() == null) {
                mine(table);
                mine(into);
            }
            checkColumns(archived, into);
            targets.add(new Target(archived, table, into));
        }

        private Relation relation(Name name, String noun) {
            Relation found = live.find(name).orElse(MISSING);
            String kinds =
                    switch (noun) {
                        case "sequence" -> "S";
                        case "materialized view" -> "m";
                        case "table" -> "r";
                        default -> "rp";
                    };
            if (kinds.indexOf(found.kind()) < 0) {
                missing.add(noun + " " + name + (!found.isThere() ? "" : " (which is a " + found.noun() + ")"));
                return MISSING;
            }
            return found;
        }

        /**
         * TRUNCATE makes indexes anew, and those that are invalid come out valid unless they are unique (reindex_index).
         * It takes no table that is referred to by one that it does not name.
         */
        private List<Target> withoutTruncating(List<Target> targets) {
            Set<Long> deleted = new HashSet<>();
            live.indexes().stream().filter(Index::revived).forEach(index -> deleted.add(index.table()));
            deleted.retainAll(
                    targets.stream().map(target -> target.table().oid()).collect(Collectors.toSet()));
            for (int before = -1; before != deleted.size(); ) {
                before = deleted.size();
                for (ForeignKey key : live.foreignKeys()) {
                    if (holders(key.table()).stream().anyMatch(deleted::contains)) {
                        deleted.addAll(holders(key.referenced()));
                    }
                }
            }
            return targets.stream()
                    .map(target -> deleted.contains(target.table().oid()) ? target.withoutTruncating() : target)
                    .toList();
        }

        /** The tables that have the rows of this one: itself, or its partitions. */
        private Set<Long> holders(long table) {
            Relation relation = live.relation(table);
            return relation != null && relation.is(Relation.PARTITIONED)
                    ? live.leaves(table).stream().map(Relation::oid).collect(Collectors.toSet())
                    : Set.of(table);
        }

        private Relation mine(Relation relation) {
            if (!relation.reachable()) {
                closed.add(relation.name().schema());
            }
            if (!relation.owned()) {
                foreign.add(relation.noun() + " " + relation.name());
            }
            return relation;
        }

        private void checkColumns(ArchivedTable archived, Relation table) {
            List<String> columns = archived.columns();
            if (columns == null || archived.isEmpty()) {
                return;
            }
            List<Live.Column> there = live.columns().getOrDefault(table.oid(), List.of());
            Set<String> loadable = there.stream()
                    .filter(column -> !column.generated())
                    .map(Live.Column::name)
                    .collect(Collectors.toSet());
            String lacking = columns.stream()
                    .filter(column -> !loadable.contains(column))
                    .collect(Collectors.joining(", "));
            String needing = there.stream()
                    .filter(column -> column.needed() && !columns.contains(column.name()))
                    .map(Live.Column::name)
                    .collect(Collectors.joining(", "));
            add(table, lacking, "the archive has values of columns that cannot be loaded into the tables");
            add(table, needing, "the archive has no values of columns that must have some");
        }

        private void add(Relation table, String columns, String what) {
            if (!Objects.equals(columns, "")) {
                findings.add(Finding.blocks(ErrorCode.CONFLICT, what, REMEDY)
                        .naming(List.of(table.name() + " (" + columns + ")")));
            }
        }
    }
}
