package dev.dbsnapshot.toc;

import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of contents of an archive: its header and its entries in file order.
 *
 * @param version the version of the archive format
 * @param intSize bytes of an integer in the archive, 4 in what pg_dump writes
 * @param offsetSize bytes of a file offset, 8 in what pg_dump writes
 * @param compression pg_dump's compression setting, 0 (or -1 before version 1.15) in tar archives
 * @param created when the dump was made, in the local time of the machine that made it
 * @param databaseName the database it was made from
 * @param serverVersion that server's version
 * @param dumpVersion the version of the pg_dump that it equals
 * @param entries all entries, in the order of the file
 */
public record Toc(
        ArchiveVersion version,
        int intSize,
        int offsetSize,
        int compression,
        LocalDateTime created,
        @Nullable String databaseName,
        @Nullable String serverVersion,
        @Nullable String dumpVersion,
        List<TocEntry> entries) {

    public Toc {
        entries = EntryList.of(entries);
    }

    /** A changed copy with other entries. */
    public Toc withEntries(List<TocEntry> others) {
        return new Toc(
                version, intSize, offsetSize, compression, created, databaseName, serverVersion, dumpVersion, others);
    }
}
