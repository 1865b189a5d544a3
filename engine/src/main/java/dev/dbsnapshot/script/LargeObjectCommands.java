package dev.dbsnapshot.script;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.script.ScriptData.LargeObjectData;
import dev.dbsnapshot.script.ScriptOptions.Flag;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;

/** Large objects as SQL: one by one, and in the groups of version 17 and newer. */
final class LargeObjectCommands {

    /** {@code LOBBUFSIZE}: how much goes into one call of lowrite. */
    private static final int CHUNK = 16384;

    private static final int INV_WRITE = 0x20000;
    private static final String LARGE_OBJECT = "LARGE OBJECT ";

    private final Toc toc;
    private final ScriptOptions options;
    private final ScriptOutput out;
    private final boolean standardStrings;

    LargeObjectCommands(Toc toc, ScriptOptions options, ScriptOutput out, boolean standardStrings) {
        this.toc = toc;
        this.options = options;
        this.out = out;
        this.standardStrings = standardStrings;
    }

    /** A command for each large object of a BLOB METADATA entry, whose definition is a list of OIDs. */
    void print(TocEntry metadata, String begin, String end) throws IOException {
        String list = metadata.defn() == null ? "" : metadata.defn();
        int start = 0;
        for (int newline = list.indexOf('\n'); newline >= 0; newline = list.indexOf('\n', start)) {
            out.print(begin, list.substring(start, newline), end, ";\n");
            start = newline + 1;
        }
        out.print("\n");
    }

    /** The privileges of a group: the entry has them for one large object, and they hold for all of them. */
    void printAcl(TocEntry acl) throws IOException {
        TocEntry metadata = metadata(acl);
        String commands = acl.defn() == null ? "" : acl.defn();
        boolean quoted = false;
        int start = 0;
        int first = -1;
        int second = -1;
        for (int i = 0; i < commands.length(); i++) {
            char c = commands.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            }
            if (quoted) {
                continue;
            }
            if (first < 0 && commands.startsWith(LARGE_OBJECT, i)) {
                first = i + LARGE_OBJECT.length();
                second = first;
                while (second < commands.length() && Character.isDigit(commands.charAt(second))) {
                    second++;
                }
                i = second - 1;
            } else if (c == ';' && first >= 0) {
                print(metadata, commands.substring(start, first), commands.substring(second, i));
                start = i + 1;
                while (start < commands.length() && Character.isWhitespace(commands.charAt(start))) {
                    start++;
                }
                i = start - 1;
                first = -1;
            }
        }
    }

    /** The content of all large objects of a BLOBS entry. */
    void printContent(List<? extends LargeObjectData> objects) throws IOException {
        boolean ownTransaction = !options.has(Flag.SINGLE_TRANSACTION);
        out.print(ownTransaction ? "BEGIN;\n\n" : "");
        for (LargeObjectData object : objects) {
            out.print("SELECT pg_catalog.lo_open('" + object.oid() + "', " + INV_WRITE + ");\n");
            try (InputStream content = object.open()) {
                for (byte[] chunk = content.readNBytes(CHUNK); chunk.length > 0; chunk = content.readNBytes(CHUNK)) {
                    out.print("SELECT pg_catalog.lowrite(0, '", standardStrings ? "\\x" : "\\\\x");
                    out.print(HexFormat.of().formatHex(chunk), "');\n");
                }
            }
            out.print("SELECT pg_catalog.lo_close(0);\n\n");
        }
        out.print(ownTransaction ? "COMMIT;\n\n" : "");
    }

    private TocEntry metadata(TocEntry acl) {
        for (TocEntry entry : toc.entries()) {
            if (!acl.dependencies().isEmpty()
                    && entry.dumpId() == acl.dependencies().get(0)) {
                return entry;
            }
        }
        throw new SnapshotException(
                ErrorCode.ARCHIVE,
                "entry " + acl.dumpId() + " has privileges of large objects that no other entry names");
    }
}
