package dev.dbsnapshot.script;

import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Commands about an entry that do not stand in the archive as such: pg_restore makes them of it. Immutable. */
public final class EntryCommands {

    private final Toc toc;
    private final ScriptOptions options;
    private final OwnedObject owners;
    private final Identifiers identifiers;

    /** Those of the pg_restore of the version that wrote the archive. */
    public EntryCommands(Toc toc) {
        this.toc = toc;
        this.options = ScriptOptions.of(toc);
        this.identifiers = new Identifiers(options.major(), false);
        this.owners = new OwnedObject(options.major(), identifiers);
    }

    /** What gives the object of the entry to its owner; empty if its kind has none, or no owner is known. */
    public String owner(TocEntry entry) {
        String owner = entry.owner();
        String dropStmt = entry.dropStmt();
        if (owner == null || owner.isEmpty() || dropStmt == null || dropStmt.isEmpty()) {
            return "";
        }
        if (entry.desc().equals("BLOB METADATA")) {
            return largeObjects(
                    out -> out.print(entry, "ALTER LARGE OBJECT ", " OWNER TO " + identifiers.quote(owner)));
        }
        String object = owners.object(entry, dropStmt);
        return object == null ? "" : "ALTER " + object + " OWNER TO " + identifiers.quote(owner) + ";";
    }

    /** The definition of the entry, with the privileges of a group of large objects for each of them. */
    public String privileges(TocEntry entry) {
        String tag = entry.tag() == null ? "" : entry.tag();
        if (entry.desc().equals("ACL") && tag.startsWith("LARGE OBJECTS")) {
            return largeObjects(out -> out.printAcl(entry));
        }
        return entry.defn() == null ? "" : entry.defn();
    }

    /** Whether rows go into the table that they were read from, not into the root of its partitions. */
    public boolean copiesIntoOwnTable(TocEntry rows) {
        String copy = String.valueOf(rows.copyStmt());
        Identifiers quoting = new Identifiers(options.major(), true);
        return Stream.of(
                        identifiers.qualified(rows.namespace(), rows.tag()),
                        identifiers.quote(rows.tag()),
                        quoting.qualified(rows.namespace(), rows.tag()),
                        quoting.quote(rows.tag()))
                .anyMatch(name -> copy.startsWith("COPY " + name + " "));
    }

    private interface Printing {
        void on(LargeObjectCommands out) throws IOException;
    }

    private String largeObjects(Printing printing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ScriptOutput out = new ScriptOutput(bytes, StandardCharsets.UTF_8);
        try {
            printing.on(new LargeObjectCommands(toc, options, out, true));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
