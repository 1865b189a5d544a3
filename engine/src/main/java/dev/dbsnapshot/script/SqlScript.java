package dev.dbsnapshot.script;

import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.script.ScriptOptions.Part;
import dev.dbsnapshot.toc.RestorePass;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A table of contents as SQL text, byte for byte as {@code pg_restore -f -} writes it ({@code RestoreArchive}). Data
 * streams through; memory does not depend on its size. Not safe for use by several threads.
 */
public final class SqlScript {

    private final Toc toc;
    private final List<TocEntry> entries;
    private final ScriptOptions options;
    private final Wanted wanted;
    private final ScriptOutput out;
    private final Identifiers identifiers;
    private final SessionState session;
    private final LargeObjectCommands largeObjects;
    private final DropText drops;
    private final EntryText text;
    private final DataText data;

    private SqlScript(Toc toc, ScriptOptions options, ScriptOutput out, DataText data) {
        this.toc = toc;
        this.entries = options.filter().ordered(toc.entries());
        this.options = options;
        this.out = out;
        this.data = data;
        this.wanted = Wanted.of(entries, options);
        this.identifiers = new Identifiers(options.major(), options.has(Flag.QUOTE_ALL_IDENTIFIERS));
        this.session = new SessionState(toc, options, out, identifiers);
        this.largeObjects = new LargeObjectCommands(toc, options, out, session.standardStrings());
        this.drops = new DropText(options, out, largeObjects);
        this.text = new EntryText(options, out, identifiers, session, largeObjects);
    }

    /**
     * Which of the entries an archive written with these options holds. As in pg_dump, they are those that a script would
     * print, and the three that every archive begins with.
     */
    public static Predicate<TocEntry> entriesOf(List<TocEntry> entries, ScriptOptions options) {
        Wanted wanted = Wanted.of(entries, options);
        return entry -> wanted.wants(entry.dumpId()) || Wanted.isSpecial(entry);
    }

    /**
     * Hands over the entries that a restore with these options takes, in the order in which it takes them, with what is
     * wanted of each.
     */
    public static void selected(Toc toc, ScriptOptions options, BiConsumer<TocEntry, Set<Part>> taker) {
        List<TocEntry> ordered = options.filter().ordered(toc.entries());
        Wanted wanted = Wanted.of(ordered, options);
        for (TocEntry entry : ordered) {
            if (wanted.wants(entry.dumpId()) || Wanted.isSpecial(entry)) {
                taker.accept(entry, wanted.partsOf(entry.dumpId()));
            }
        }
    }

    /** How the data of an entry is written. */
    private interface DataText {
        void print(SqlScript script, TocEntry entry) throws IOException;
    }

    /**
     * Writes the script that pg_restore writes.
     *
     * @param charset the encoding that the text of the archive has
     * @param target receives the script; it is flushed, not closed
     */
    public static void write(Toc toc, ScriptData data, ScriptOptions options, Charset charset, OutputStream target)
            throws IOException {
        ScriptOutput out = new ScriptOutput(target, charset);
        new SqlScript(toc, options, out, (script, entry) -> script.printData(entry, data)).run();
        out.flush();
    }

    /**
     * Writes the member {@code restore.sql} of pg_dump's tar archives, which takes the data from files ({@code
     * _CloseArchive}).
     *
     * @param options as for {@link #write}; the script always drops and creates the database
     * @param charset the encoding that the text of the archive has
     * @param target receives the script; it is flushed, not closed
     */
    public static void writeRestoreSql(Toc toc, ScriptOptions options, Charset charset, OutputStream target)
            throws IOException {
        ScriptOutput out = new ScriptOutput(target, charset);
        out.print("""
            --
            -- NOTE:
            --
            -- File paths need to be edited. Search for $$PATH$$ and
            -- replace it with the path to the directory containing
            -- the extracted data files.
            --
            """);
        new SqlScript(toc, options.with(Flag.CLEAN, Flag.CREATE), out, SqlScript::printPath).run();
        out.flush();
    }

    private void run() throws IOException {
        String key = options.restrictKey();
        out.print("--\n-- PostgreSQL database dump\n--\n\n");
        if (key != null) {
            out.print("\\restrict ", key, "\n\n");
        }
        if (toc.serverVersion() != null) {
            out.print("-- Dumped from database version ", toc.serverVersion(), "\n");
        }
        if (toc.dumpVersion() != null) {
            out.print("-- Dumped by pg_dump version ", toc.dumpVersion(), "\n");
        }
        out.print("\n", options.has(Flag.SINGLE_TRANSACTION) ? "BEGIN;\n\n" : "");
        session.printFixedSettings();
        if (options.has(Flag.CLEAN)) {
            printDrops();
        }
        for (RestorePass pass : RestorePass.values()) {
            for (TocEntry entry : entries) {
                if (isWanted(entry) && RestorePass.of(entry) == pass) {
                    printEntry(entry);
                }
            }
        }
        out.print(options.has(Flag.SINGLE_TRANSACTION) ? "COMMIT;\n\n" : "");
        out.print("--\n-- PostgreSQL database dump complete\n--\n\n");
        if (key != null) {
            out.print("\\unrestrict ", key, "\n\n");
        }
    }

    private void printDrops() throws IOException {
        for (int i = entries.size() - 1; i >= 0; i--) {
            TocEntry entry = entries.get(i);
            // Before the database is created, nothing but itself can be dropped.
            if ((options.has(Flag.CREATE) && !isDatabase(entry))
                    || (!wants(entry, Part.SCHEMA) && !wants(entry, Part.DATA))
                    || entry.dropStmt() == null) {
                continue;
            }
            session.becomeOwner(entry);
            session.selectSchema(entry.namespace());
            drops.print(entry);
        }
        session.forgetSchema();
    }

    /** {@code restore_toc_entry}. */
    private void printEntry(TocEntry entry) throws IOException {
        boolean defined = wants(entry, Part.SCHEMA);
        if (defined) {
            text.print(entry, "");
            if (isDatabase(entry)) {
                reconnect(entry.tag() == null ? "" : entry.tag());
            }
        }
        if (wants(entry, Part.DATA)) {
            if (entry.hadDumper()) {
                text.print(entry, "Data for ");
                data.print(this, entry);
            } else if (!defined) {
                text.print(entry, "");
            }
        }
        if (wants(entry, Part.STATISTICS)) {
            text.print(entry, "Statistics for ");
        }
    }

    /** psql forbids its own commands while it is restricted, so it has to be released for this one. */
    private void reconnect(String database) throws IOException {
        String key = options.restrictKey() == null ? "(null)" : options.restrictKey();
        out.print("\\unrestrict ", key, "\n", ConnectCommand.of(database, identifiers), "\\restrict ", key, "\n\n");
        session.reconnected();
    }

    private void printData(TocEntry entry, ScriptData source) throws IOException {
        if (entry.desc().equals("BLOBS")) {
            session.selectSchema("pg_catalog");
            largeObjects.printContent(source.largeObjects(entry));
            return;
        }
        beginRows(entry);
        try (InputStream rows = source.data(entry)) {
            out.copy(rows);
        }
        setTriggers(entry, "ENABLE");
    }

    private void printPath(TocEntry entry) throws IOException {
        boolean isRows = !entry.desc().equals("BLOBS");
        if (isRows) {
            beginRows(entry);
        } else {
            session.selectSchema("pg_catalog");
        }
        String copy = entry.copyStmt();
        String file = entry.fileName() == null ? "" : entry.fileName();
        if (copy == null) {
            out.print("\\i $$PATH$$/", file, "\n\n");
        } else {
            // The COPY from stdin has been written already and is ended at once.
            String from = " FROM stdin;\n";
            String into = copy.endsWith(from) ? copy.substring(0, copy.length() - from.length()) : copy;
            out.print("\\.\n", into, " FROM '$$PATH$$/", file, "';\n\n");
        }
        if (isRows) {
            setTriggers(entry, "ENABLE");
        }
    }

    private void beginRows(TocEntry entry) throws IOException {
        setTriggers(entry, "DISABLE");
        session.becomeOwner(entry);
        session.selectSchema(entry.namespace());
        if (entry.copyStmt() != null) {
            out.print(entry.copyStmt());
        }
    }

    private void setTriggers(TocEntry entry, String action) throws IOException {
        if (options.has(Flag.DISABLE_TRIGGERS) && isDataOnly()) {
            session.become(options.superuser());
            out.print("ALTER TABLE ", identifiers.qualified(entry.namespace(), entry.tag()));
            out.print(" ", action, " TRIGGER ALL;\n\n");
        }
    }

    /** Asked for, or because the archive holds no definitions. */
    private boolean isDataOnly() {
        return !options.wants(Part.SCHEMA) || !wanted.wantsAny(Part.SCHEMA);
    }

    private boolean isWanted(TocEntry entry) {
        return wanted.wants(entry.dumpId());
    }

    private boolean wants(TocEntry entry, Part part) {
        return wanted.wants(entry.dumpId(), part);
    }

    private static boolean isDatabase(TocEntry entry) {
        return entry.desc().equals("DATABASE") || entry.desc().equals("DATABASE PROPERTIES");
    }
}
