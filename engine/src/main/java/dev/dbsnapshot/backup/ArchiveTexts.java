package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.MemberNames;
import dev.dbsnapshot.archive.PortionWriter;
import dev.dbsnapshot.archive.TextEncoding;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.script.SqlScript;
import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.EntryList;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** What an archive holds besides data: the table of contents and restore.sql. Confined to one thread at a time. */
final class ArchiveTexts {

    private static final int INT_SIZE = 4;
    private static final int OFFSET_SIZE = 8;

    private final Catalog catalog;
    private final Toc toc;
    private final Clock clock;
    private final ArchiveEncoding encoding;

    private ArchiveTexts(Catalog catalog, Toc toc, Clock clock, ArchiveEncoding encoding) {
        this.catalog = catalog;
        this.toc = toc;
        this.clock = clock;
        this.encoding = encoding;
    }

    /**
     * Puts them together.
     *
     * @param plan the entries
     * @param members those of the entries that have data, by the names of their members
     * @param moment when the archive was made
     */
    static ArchiveTexts of(
            SchemaPlan plan,
            List<String> members,
            Server server,
            Instant moment,
            Clock clock,
            ArchiveEncoding encoding) {
        int major = plan.catalog().archiveMajor();
        Toc toc = new Toc(
                ArchiveVersion.ofServerMajor(major),
                INT_SIZE,
                OFFSET_SIZE,
                0,
                LocalDateTime.ofInstant(moment, clock.getZone()).withNano(0),
                server.database(),
                server.version().text(),
                // The version of pg_dump that the archive equals: readers write its texts in that version's way.
                major == server.version().major() ? server.version().text() : Integer.toString(major),
                entries(plan, members, encoding.name()));
        return new ArchiveTexts(plan.catalog(), toc, clock, encoding);
    }

    private static List<TocEntry> entries(SchemaPlan plan, List<String> members, String encoding) {
        EntryList.Builder entries = new EntryList.Builder();
        List<String> named = new ArrayList<>(members.size());
        for (TocEntry entry : plan.items().entries()) {
            entries.add(withEncoding(entry, encoding));
            if (entry.hadDumper()) {
                named.add(String.valueOf(entry.fileName()));
            }
        }
        // The members may be read already, and a restore looks for all that are named.
        if (!named.equals(members)) {
            throw new IllegalStateException("the entries name other members than those that are read");
        }
        return entries.build();
    }

    // A database without an encoding is dumped without converting anything: its archive says so.
    private static TocEntry withEncoding(TocEntry entry, String encoding) {
        return entry.desc().equals("ENCODING")
                ? entry.toBuilder()
                        .defn("SET client_encoding = '" + encoding + "';\n")
                        .build()
                : entry;
    }

    /** How many entries there are. */
    int entries() {
        return toc.entries().size();
    }

    /** Writes the table of contents. */
    void writeToc(PortionWriter portion) {
        portion.toc(toc, clock.getZone(), new TextEncoding(encoding.name(), encoding.charset()));
        portion.finish();
    }

    /** Writes restore.sql. */
    void writeRestoreSql(PortionWriter portion) {
        portion.begin(MemberNames.RESTORE_SQL);
        try (OutputStream out = portion.stream()) {
            SqlScript.writeRestoreSql(
                    toc,
                    ContentOptions.of(catalog.selection().options(), catalog.archiveMajor()),
                    encoding.charset(),
                    out);
        } catch (IOException e) {
            throw new SnapshotException(ErrorCode.IO, "cannot write restore.sql: " + e.getMessage(), e);
        }
        portion.end();
        portion.finish();
    }
}
