package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.LargeObject;
import dev.dbsnapshot.archive.Member;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of an archive is data and not schema. Immutable.
 *
 * @param tables rows of tables, in the order of the archive
 * @param sequences where sequences stand: SEQUENCE SET
 * @param refreshes materialized views that were filled, in the order in which they can be
 * @param unfilled materialized views that were not
 * @param largeObjectData contents of large objects: BLOBS
 * @param largeObjects their OIDs
 * @param largeObjectComments comments on them
 * @param hasComments whether the archive has comments on anything: otherwise it may have been made without
 * @param standardConformingStrings how its literals are written
 */
record ArchivedData(
        List<ArchivedTable> tables,
        List<TocEntry> sequences,
        List<TocEntry> refreshes,
        Set<Name> unfilled,
        List<TocEntry> largeObjectData,
        SortedOids largeObjects,
        List<TocEntry> largeObjectComments,
        boolean hasComments,
        boolean standardConformingStrings) {

    /** All of this table of contents, or of a part of it. */
    static ArchivedData of(ArchiveReader reader, Toc toc) {
        Map<String, Long> rows = reader.rows();
        List<TocEntry> entries = toc.entries();
        List<TocEntry> refreshes = withDesc(entries, "MATERIALIZED VIEW DATA");
        Set<Name> unfilled = new HashSet<>();
        withDesc(entries, "MATERIALIZED VIEW").forEach(entry -> unfilled.add(nameOf(entry)));
        refreshes.forEach(entry -> unfilled.remove(nameOf(entry)));
        List<TocEntry> largeObjectData = withDesc(entries, "BLOBS");
        SortedOids largeObjects = SortedOids.of(largeObjectData.stream()
                .flatMap(entry -> reader.largeObjects(entry).stream())
                .mapToLong(LargeObject::oid));
        return new ArchivedData(
                withDesc(entries, "TABLE DATA").stream()
                        .filter(TocEntry::hadDumper)
                        .map(entry -> ArchivedTable.of(
                                entry,
                                member(reader, entry).map(Member::size).orElse(0L),
                                rows.getOrDefault(String.valueOf(entry.fileName()), -1L)))
                        .toList(),
                withDesc(entries, "SEQUENCE SET"),
                refreshes,
                Set.copyOf(unfilled),
                largeObjectData,
                largeObjects,
                withDesc(entries, "COMMENT").stream()
                        .filter(entry -> String.valueOf(entry.tag()).startsWith("LARGE OBJECT "))
                        .toList(),
                !withDesc(entries, "COMMENT").isEmpty(),
                entries.stream()
                        .filter(entry -> entry.desc().equals("STDSTRINGS"))
                        .noneMatch(entry -> String.valueOf(entry.defn()).contains("'off'")));
    }

    static Name nameOf(TocEntry entry) {
        return new Name(String.valueOf(entry.namespace()), String.valueOf(entry.tag()));
    }

    private static Optional<Member> member(ArchiveReader reader, TocEntry entry) {
        return reader.member(String.valueOf(entry.fileName()));
    }

    private static List<TocEntry> withDesc(List<TocEntry> entries, String desc) {
        return entries.stream().filter(entry -> entry.desc().equals(desc)).toList();
    }
}
