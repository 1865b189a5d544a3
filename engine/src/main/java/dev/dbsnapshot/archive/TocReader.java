package dev.dbsnapshot.archive;

import dev.dbsnapshot.toc.ArchiveVersion;
import dev.dbsnapshot.toc.EntryList;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code toc.dat} ({@code ReadHead} and {@code ReadToc}) of archive versions 1.12 to 1.16. Strings are read as
 * bytes first, because the entry that names their encoding stands among them.
 */
final class TocReader {

    /** A table of contents and the encoding that its text had. */
    record Result(Toc toc, TextEncoding encoding) {}

    private static final Logger LOG = LoggerFactory.getLogger(TocReader.class);

    private static final int FORMAT_CUSTOM = 1;
    private static final int FORMAT_TAR = 3;
    private static final int FORMAT_DIRECTORY = 5;

    private static final ArchiveVersion V1_17 = new ArchiveVersion(1, 17, 0);

    /** What the smallest possible entry occupies: nine strings without and six with content, and three integers. */
    private static final int SMALLEST_ENTRY = 60;

    private final TocInput in;
    private final Map<String, String> repeated = new HashMap<>();

    private TocReader(TocInput in) {
        this.in = in;
    }

    static Result read(TocInput in) throws IOException {
        return new TocReader(in).read();
    }

    private Result read() throws IOException {
        readMagic();
        ArchiveVersion version = readVersion();
        int intSize = in.readByte("the size of integers");
        if (intSize < 4 || intSize > 8) {
            throw in.damaged("integers of " + intSize + " bytes are not supported");
        }
        in.intSize(intSize);
        int offsetSize = in.readByte("the size of offsets");
        requireTarFormat(in.readByte("the format"));
        int compression = version.compareTo(ArchiveVersion.V1_15) >= 0
                ? in.readByte("the compression")
                : in.readInt("the compression");
        LocalDateTime created = readCreated();
        String databaseName = in.readString("the database's name");
        String serverVersion = in.readString("the server's version");
        String dumpVersion = in.readString("pg_dump's version");
        List<TocEntry> raw = readEntries(version);
        TextEncoding encoding = encodingOf(raw);
        EntryList.Builder entries = new EntryList.Builder();
        raw.forEach(entry -> entries.add(decode(entry, encoding)));
        Toc toc = new Toc(
                version,
                intSize,
                offsetSize,
                compression,
                created,
                decodeName(databaseName, encoding),
                decodeName(serverVersion, encoding),
                decodeName(dumpVersion, encoding),
                entries.build());
        return new Result(toc, encoding);
    }

    private void readMagic() throws IOException {
        String magic = "PGDMP";
        for (int i = 0; i < magic.length(); i++) {
            if (in.readByte("the mark PGDMP") != magic.charAt(i)) {
                throw in.damaged("the mark PGDMP is missing, so no pg_dump wrote this");
            }
        }
    }

    private ArchiveVersion readVersion() throws IOException {
        ArchiveVersion version = new ArchiveVersion(
                in.readByte("the archive version"),
                in.readByte("the archive version"),
                in.readByte("the archive version"));
        if (version.compareTo(ArchiveVersion.V1_12) < 0) {
            throw in.damaged("archive version " + version
                    + " is older than 1.12: restore it with its own pg_restore and dump again");
        }
        if (version.compareTo(V1_17) >= 0) {
            throw in.damaged("archive version " + version
                    + " is newer than 1.16, the newest that is known: use a newer version of this program");
        }
        return version;
    }

    private void requireTarFormat(int format) {
        switch (format) {
            case FORMAT_TAR -> {}
            case FORMAT_CUSTOM -> throw in.damaged("this is the custom format; dump again with pg_dump -Ft");
            case FORMAT_DIRECTORY ->
                throw in.damaged("this is a directory dump packed with tar; dump again with pg_dump -Ft");
            default -> throw in.damaged("format " + format + " is unknown");
        }
    }

    /** The fields of C's {@code struct tm}; what is out of range carries over, as in {@code mktime}. */
    private LocalDateTime readCreated() throws IOException {
        String what = "the creation time";
        int second = in.readInt(what);
        int minute = in.readInt(what);
        int hour = in.readInt(what);
        int day = in.readInt(what);
        int month = in.readInt(what);
        int year = in.readInt(what);
        in.readInt("the daylight saving flag");
        try {
            return LocalDateTime.of(1900, 1, 1, 0, 0)
                    .plusYears(year)
                    .plusMonths(month)
                    .plusDays(day - 1L)
                    .plusHours(hour)
                    .plusMinutes(minute)
                    .plusSeconds(second);
        } catch (DateTimeException e) {
            throw in.damaged("the creation time is impossible");
        }
    }

    private List<TocEntry> readEntries(ArchiveVersion version) throws IOException {
        int count = in.readInt("the number of entries");
        if (count < 0 || count > in.remaining() / SMALLEST_ENTRY) {
            throw in.damaged(count + " entries do not fit into the " + in.remaining() + " bytes that are left");
        }
        EntryList.Builder entries = new EntryList.Builder();
        NumberSet dumpIds = new NumberSet();
        for (int i = 0; i < count; i++) {
            TocEntry entry = readEntry(version);
            if (!dumpIds.add(entry.dumpId())) {
                throw in.damaged("dump id " + entry.dumpId() + " appears twice");
            }
            entries.add(entry);
            in.keep(entry.memory());
        }
        if (in.remaining() > 0) {
            throw in.damaged(in.remaining() + " bytes follow the last of " + count + " entries");
        }
        return entries.build();
    }

    private TocEntry readEntry(ArchiveVersion version) throws IOException {
        int dumpId = in.readInt("a dump id");
        if (dumpId <= 0) {
            throw in.damaged("dump id " + dumpId + " is out of range");
        }
        boolean hadDumper = in.readInt("the data flag") != 0;
        long tableOid = readOid("the catalog's oid");
        long oid = readOid("the object's oid");
        String tag = in.readString("a name");
        String desc = shared(in.readString("a kind"));
        if (desc == null) {
            throw in.damaged("entry " + dumpId + " has no kind");
        }
        TocEntry.Builder entry =
                TocEntry.builder(dumpId, desc, readSection()).tag(tag).catalogId(tableOid, oid);
        entry.defn(in.readString("a definition"));
        entry.dropStmt(in.readString("a drop statement"));
        entry.copyStmt(in.readString("a copy statement"));
        entry.namespace(shared(in.readString("a schema name")));
        entry.tablespace(shared(in.readString("a tablespace name")));
        if (version.compareTo(ArchiveVersion.V1_14) >= 0) {
            entry.tableam(shared(in.readString("a table access method")));
        }
        if (version.compareTo(ArchiveVersion.V1_16) >= 0) {
            int relkind = in.readInt("a relkind");
            if (relkind < 0 || relkind > 0x7f) {
                throw in.damaged("relkind " + relkind + " is out of range");
            }
            entry.relkind((char) relkind);
        }
        entry.owner(shared(in.readString("an owner")));
        if ("true".equals(in.readString("the flag WITH OIDS"))) {
            LOG.warn("table {} was created WITH OIDS, which PostgreSQL 12 and newer do not have", tag);
        }
        entry.dependencies(readDependencies());
        return entry.hadDumper(hadDumper)
                .fileName(in.readString("a member name"))
                .build();
    }

    private Section readSection() throws IOException {
        int code = in.readInt("a section");
        for (Section section : Section.values()) {
            if (section.code() == code) {
                return section;
            }
        }
        throw in.damaged("section " + code + " is unknown");
    }

    private List<Integer> readDependencies() throws IOException {
        List<Integer> dependencies = new ArrayList<>();
        for (String id = in.readString("a dependency"); id != null; id = in.readString("a dependency")) {
            dependencies.add((int) parse(id, Integer.MAX_VALUE, "dependency"));
        }
        return dependencies;
    }

    private long readOid(String what) throws IOException {
        return parse(in.readString(what), 0xffff_ffffL, what);
    }

    private long parse(@Nullable String digits, long limit, String what) {
        try {
            long value = digits == null ? -1 : Long.parseLong(digits);
            if (value >= 0 && value <= limit) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with numbers that are out of range.
        }
        throw in.damaged(what + " " + ArchiveException.quote(digits) + " is not a number in range");
    }

    /** Kinds, schemas and owners repeat thousands of times. */
    private @Nullable String shared(@Nullable String text) {
        return text == null ? null : repeated.computeIfAbsent(text, same -> same);
    }

    /** {@code processEncodingEntry}: the definition is {@code SET client_encoding = 'name';}. */
    private TextEncoding encodingOf(List<TocEntry> entries) {
        for (TocEntry entry : entries) {
            if (entry.desc().equals("ENCODING")) {
                String[] parts = (entry.defn() == null ? "" : entry.defn()).split("'", -1);
                if (parts.length != 3 || parts[1].isEmpty()) {
                    throw in.damaged("entry ENCODING has the definition " + ArchiveException.quote(entry.defn()));
                }
                return TextEncoding.of(parts[1]);
            }
        }
        return TextEncoding.UTF8;
    }

    private TocEntry decode(TocEntry raw, TextEncoding encoding) {
        try {
            return new TocEntry(
                    raw.dumpId(),
                    raw.hadDumper(),
                    raw.tableOid(),
                    raw.oid(),
                    decode(raw.tag(), encoding),
                    encoding.decode(raw.desc()),
                    raw.section(),
                    decode(raw.defn(), encoding),
                    decode(raw.dropStmt(), encoding),
                    decode(raw.copyStmt(), encoding),
                    decode(raw.namespace(), encoding),
                    decode(raw.tablespace(), encoding),
                    decode(raw.tableam(), encoding),
                    raw.relkind(),
                    decode(raw.owner(), encoding),
                    raw.dependencies(),
                    decode(raw.fileName(), encoding));
        } catch (CharacterCodingException e) {
            throw in.unreadable(
                    "the text of entry " + raw.dumpId() + " (" + ArchiveException.quote(raw.desc()) + " "
                            + ArchiveException.quote(raw.tag()) + ") cannot be read in encoding " + encoding.name()
                            + "; dump again with pg_dump --encoding=UTF8",
                    e);
        }
    }

    private static @Nullable String decode(@Nullable String bytes, TextEncoding encoding)
            throws CharacterCodingException {
        return bytes == null ? null : encoding.decode(bytes);
    }

    /** The header's strings come from the client's side, so their encoding is a guess: they only inform. */
    private static @Nullable String decodeName(@Nullable String bytes, TextEncoding encoding) {
        try {
            return decode(bytes, TextEncoding.UTF8);
        } catch (CharacterCodingException notUtf8) {
            try {
                return decode(bytes, encoding);
            } catch (CharacterCodingException e) {
                return bytes;
            }
        }
    }
}
