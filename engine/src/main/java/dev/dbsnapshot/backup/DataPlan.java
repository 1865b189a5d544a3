package dev.dbsnapshot.backup;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.ArchiveItem;
import dev.dbsnapshot.schema.MemberSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The data of an archive in portions that several sessions can read at the same time: large tables in parts, small ones
 * together. Immutable.
 *
 * @param portions in the order of the archive
 * @param jobs how many sessions read them
 * @param files the members that hold data, in the order of the archive
 * @param bytes what the tables take on the server
 */
record DataPlan(List<Portion> portions, int jobs, List<String> files, long bytes) {

    /** Small tables share a round trip, up to so many. */
    private static final int LARGEST_BATCH = 64;

    private static final long BATCH_BYTES = 1 << 20;
    private static final long SMALL = 1 << 18;

    private static final long SMALLEST_PART = 6L << 20;
    private static final int MOST_PARTS = 512;

    /** From this version on the server reads a range of row addresses without reading all rows before it. */
    private static final int TID_RANGE_SCAN = 14;

    private static final long LITTLE = 64L << 20;

    private static final int OBJECTS = 1000;
    private static final long OBJECT_ESTIMATE = 4096;

    private static final double MEBIBYTE = 1 << 20;
    private static final double NANOS_PER_MILLI = 1e6;

    DataPlan {
        portions = List.copyOf(portions);
        files = List.copyOf(files);
    }

    /** How many members hold data. */
    int members() {
        return files.size();
    }

    /**
     * What may wait in files at the same time beyond the archive's own size, at most, about: while one session reads the
     * largest portion straight into the archive, each other one reads as much.
     */
    long mostWaiting() {
        return (jobs - 1L)
                * portions.stream().mapToLong(Portion::estimate).max().orElse(0);
    }

    /** Whether so little is read that all of it can wait while the texts of the archive are written. */
    boolean isLittle() {
        return isLittle(bytes);
    }

    /** Whether so many bytes are little in that way. */
    static boolean isLittle(long bytes) {
        return bytes <= LITTLE;
    }

    /** How the data will be read, for who wants to know. */
    String described(Pace pace, Duration roundTrip) {
        return String.format(
                Locale.ROOT,
                "%d %s read%s the data (%s): %d members of %.1f MiB in %d portions, %d processors, round trip %.1f ms",
                jobs,
                jobs == 1 ? "session" : "sessions",
                jobs == 1 ? "s" : "",
                pace.jobs() == 0 ? "chosen" : "as told",
                members(),
                bytes / MEBIBYTE,
                portions.size(),
                Runtime.getRuntime().availableProcessors(),
                roundTrip.toNanos() / NANOS_PER_MILLI);
    }

    /**
     * Looks at the sizes of tables and makes portions.
     *
     * @param session reads the tables
     * @param items the entries of the archive
     * @param known the sizes of tables, also of others
     * @param pace how many sessions are wanted
     */
    static DataPlan of(Session session, Collection<ArchiveItem> items, Map<Long, RelationSize> known, Pace pace) {
        List<ArchiveItem> withData = new ArrayList<>();
        Map<Long, RelationSize> sizes = new HashMap<>();
        for (ArchiveItem item : items) {
            if (item.source() != null) {
                withData.add(item);
            }
            if (item.source() instanceof MemberSource.Rows rows && known.containsKey(rows.relationOid())) {
                sizes.put(rows.relationOid(), known.get(rows.relationOid()));
            }
        }
        long bytes = sizes.values().stream().mapToLong(RelationSize::bytes).sum()
                + OBJECT_ESTIMATE
                        * withData.stream()
                                .map(ArchiveItem::source)
                                .filter(MemberSource.LargeObjects.class::isInstance)
                                .mapToLong(source -> ((MemberSource.LargeObjects) source)
                                        .oids()
                                        .size())
                                .sum();
        int wanted = pace.jobs() > 0 ? pace.jobs() : JobCount.of(bytes, withData.size(), session.roundTrip());
        boolean splits = wanted > 1 && session.version().atLeast(TID_RANGE_SCAN);
        Builder builder =
                new Builder(splits ? SplitChoice.of(sizes.values(), bytes, wanted) : Set.of(), withData.size());
        for (ArchiveItem item : withData) {
            builder.add(item, sizes);
        }
        builder.endBatch();
        int jobs = Math.max(1, Math.min(wanted, builder.portions.size()));
        List<String> files = withData.stream()
                .map(item -> String.valueOf(item.entry().fileName()))
                .toList();
        return new DataPlan(builder.portions, jobs, files, bytes);
    }

    private static final class Builder {

        private final Set<Long> splits;
        private final int count;
        private final List<Portion> portions = new ArrayList<>();
        private final List<Piece> batch = new ArrayList<>();
        private final List<RelationSize> batchTables = new ArrayList<>();
        private long batchBytes;
        private int place;

        Builder(Set<Long> splits, int count) {
            this.splits = splits;
            this.count = count;
        }

        void add(ArchiveItem item, Map<Long, RelationSize> sizes) {
            place++;
            String file = String.valueOf(item.entry().fileName());
            if (item.source() instanceof MemberSource.LargeObjects source) {
                endBatch();
                addObjects(new DataMember(file, "large objects", place, count), source);
            } else if (item.source() instanceof MemberSource.Rows source) {
                RelationSize known = sizes.get(source.relationOid());
                RelationSize size = known == null
                        ? new RelationSize(source.relationOid(), "", false, false, 0, source.estimatedBytes())
                        : known;
                addRows(new DataMember(file, source.label(), place, count), source, size);
            }
        }

        private void addRows(DataMember member, MemberSource.Rows source, RelationSize size) {
            String query = source.wholeTable();
            Piece whole = new Piece.Rows(member, source.copyOut(), true, true, source.inserts());
            if (size.lockable() && size.bytes() <= SMALL && source.inserts() == null) {
                if (batch.size() == LARGEST_BATCH || batchBytes + size.bytes() > BATCH_BYTES) {
                    endBatch();
                }
                member.addPart();
                batch.add(whole);
                batchTables.add(size);
                batchBytes += size.bytes();
                return;
            }
            endBatch();
            if (query != null && splits.contains(size.oid())) {
                addParts(member, query, size);
            } else {
                add(List.of(whole), size.lockable() ? List.of(size) : List.of(), size.bytes(), !size.lockable());
                member.addPart();
            }
        }

        /** The last part is open: what others add meanwhile has to be looked at, though the snapshot shows none. */
        private void addParts(DataMember member, String query, RelationSize size) {
            long parts = Math.min(Math.min(MOST_PARTS, size.bytes() / SMALLEST_PART), size.blocks());
            long step = (size.blocks() + parts - 1) / parts;
            for (long block = 0; block < size.blocks(); block += step) {
                long next = block + step;
                boolean last = next >= size.blocks();
                String sql = "COPY (" + query + " WHERE ctid >= '(" + block + ",0)'::pg_catalog.tid"
                        + (last ? "" : " AND ctid < '(" + next + ",0)'::pg_catalog.tid") + ") TO stdout;";
                member.addPart();
                add(
                        List.of(new Piece.Rows(member, sql, block == 0, last, null)),
                        List.of(size),
                        size.bytes() / parts,
                        false);
            }
        }

        private void addObjects(DataMember member, MemberSource.LargeObjects source) {
            List<Long> oids = source.oids();
            for (int first = 0; first < oids.size(); first += OBJECTS) {
                int end = Math.min(first + OBJECTS, oids.size());
                List<Long> listed = end == oids.size() ? oids : List.of();
                member.addPart();
                add(
                        List.of(new Piece.Objects(member, oids.subList(first, end), listed, source.tocName())),
                        List.of(),
                        (end - first) * OBJECT_ESTIMATE,
                        false);
            }
        }

        private void add(List<Piece> pieces, List<RelationSize> tables, long estimate, boolean keeperOnly) {
            portions.add(new Portion(portions.size(), pieces, tables, estimate, keeperOnly));
        }

        void endBatch() {
            if (!batch.isEmpty()) {
                add(batch, batchTables, batchBytes, false);
                batch.clear();
                batchTables.clear();
                batchBytes = 0;
            }
        }
    }
}
