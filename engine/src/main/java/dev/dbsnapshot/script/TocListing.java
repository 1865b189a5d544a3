package dev.dbsnapshot.script;

import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A table of contents as {@code pg_restore --list} writes it ({@code PrintTOCSummary}). */
public final class TocListing {

    /** {@code PGDUMP_STRFTIME_FMT}. */
    private static final DateTimeFormatter CREATED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss zzz", Locale.ENGLISH);

    private static final String[] COMPRESSIONS = {"none", "gzip", "lz4", "zstd"};
    private static final int FIRST_WITH_NAMED_COMPRESSION = 16;

    private TocListing() {}

    /**
     * Writes the list.
     *
     * @param options whose pg_restore is imitated, and which entries are selected
     * @param zone the time zone of the reader: an archive has the local time of its writer, without saying which
     * @param charset the encoding that the text of the archive has
     * @param target receives the list; it is flushed, not closed
     */
    public static void write(Toc toc, ScriptOptions options, ZoneId zone, Charset charset, OutputStream target)
            throws IOException {
        ScriptOutput out = new ScriptOutput(target, charset);
        out.print(";\n; Archive created at ", CREATED.format(toc.created().atZone(zone)), "\n");
        out.print(";     dbname: ", line(toc.databaseName(), ""), "\n");
        out.print(";     TOC Entries: ", Integer.toString(toc.entries().size()), "\n");
        out.print(";     Compression: ", compression(toc, options.major()), "\n");
        out.print(";     Dump Version: ", toc.version().toString(), "\n");
        out.print(";     Format: TAR\n");
        out.print(";     Integer: ", Integer.toString(toc.intSize()), " bytes\n");
        out.print(";     Offset: ", Integer.toString(toc.offsetSize()), " bytes\n");
        if (toc.serverVersion() != null) {
            out.print(";     Dumped from database version: ", toc.serverVersion(), "\n");
        }
        if (toc.dumpVersion() != null) {
            out.print(";     Dumped by pg_dump version: ", toc.dumpVersion(), "\n");
        }
        out.print(";\n;\n; Selected TOC Entries:\n;\n");
        List<TocEntry> entries = options.filter().ordered(toc.entries());
        Wanted wanted = Wanted.of(entries, options);
        for (TocEntry entry : entries) {
            if (wanted.wants(entry.dumpId())) {
                print(entry, out);
            }
        }
        out.flush();
    }

    private static void print(TocEntry entry, ScriptOutput out) throws IOException {
        out.print(Integer.toString(entry.dumpId()), "; ");
        out.print(Long.toString(entry.tableOid()), " ", Long.toString(entry.oid()), " ", entry.desc());
        out.print(" ", line(entry.namespace(), "-"), " ", line(entry.tag(), ""), " ", line(entry.owner(), ""), "\n");
    }

    /** A number until version 15, a name since then. */
    private static String compression(Toc toc, int major) {
        int value = toc.compression();
        if (major < FIRST_WITH_NAMED_COMPRESSION) {
            return Integer.toString(value);
        }
        if (toc.version().compareTo(ArchiveVersion.V1_15) < 0) {
            return COMPRESSIONS[value == 0 ? 0 : 1];
        }
        return value >= 0 && value < COMPRESSIONS.length ? COMPRESSIONS[value] : Integer.toString(value);
    }

    /** {@code sanitize_line}: an entry is one line. */
    private static String line(@Nullable String text, String none) {
        return text == null ? none : text.replace('\n', ' ').replace('\r', ' ');
    }
}
