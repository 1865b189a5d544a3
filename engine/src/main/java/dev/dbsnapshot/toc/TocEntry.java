package dev.dbsnapshot.toc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the table of contents, field for field as pg_dump's {@code WriteToc} stores it. A {@code null} string is
 * stored as NULL, which differs from the empty one.
 *
 * @param dumpId the entry's number, unique in the archive, from 1
 * @param hadDumper whether the entry has data in a member of its own
 * @param tableOid OID of the system catalog, 0 if none
 * @param oid OID in that catalog, 0 if none
 * @param tag the object's name
 * @param desc the kind of entry, such as {@code TABLE DATA}
 * @param section where it belongs
 * @param defn SQL that creates the object, {@code null} where pg_dump gives none
 * @param dropStmt SQL that drops it, {@code null} where pg_dump gives none
 * @param copyStmt the COPY statement of its data
 * @param namespace the schema
 * @param tablespace the tablespace; {@code ""} for the default where the kind has one, {@code null} where it has none
 * @param tableam the table access method
 * @param relkind {@code pg_class.relkind} as written from archive version 1.16 on, 0 if none
 * @param owner the owner's name, {@code null} where pg_dump gives none
 * @param dependencies dump ids of the entries this one needs, in pg_dump's order; may name ids that are not there
 * @param fileName the name of its member, or {@code ""}
 */
public record TocEntry(
        int dumpId,
        boolean hadDumper,
        long tableOid,
        long oid,
        @Nullable String tag,
        String desc,
        Section section,
        @Nullable String defn,
        @Nullable String dropStmt,
        @Nullable String copyStmt,
        @Nullable String namespace,
        @Nullable String tablespace,
        @Nullable String tableam,
        char relkind,
        @Nullable String owner,
        List<Integer> dependencies,
        @Nullable String fileName) {

    /** A large object, of which an archive may have more than of everything else. */
    private static final String LARGE_OBJECT = "BLOB";

    /** OID of the catalog that such an entry names. */
    private static final long PG_LARGEOBJECT = 2613;

    /** Stands for the text that pg_dump makes of a large object's OID, so that nothing is kept of it but the OID. */
    @SuppressWarnings("StringOperationCanBeSimplified") // No other string is this one.
    private static final String FROM_OID = new String("of its oid");

    /** Bytes that an entry and a text take beyond what is in them. */
    private static final int OBJECT_SIZE = 100;

    private static final int STRING_SIZE = 48;

    public TocEntry {
        dependencies = List.copyOf(dependencies);
        if (desc.equals(LARGE_OBJECT)) {
            tag = isFromOid(tag) || Long.toString(oid).equals(tag) ? FROM_OID : tag;
            defn = isFromOid(defn) || create(oid).equals(defn) ? FROM_OID : defn;
            dropStmt = isFromOid(dropStmt) || unlink(oid).equals(dropStmt) ? FROM_OID : dropStmt;
        }
    }

    private static String create(long oid) {
        return "SELECT pg_catalog.lo_create('" + oid + "');\n";
    }

    private static String unlink(long oid) {
        return "SELECT pg_catalog.lo_unlink('" + oid + "');\n";
    }

    /** The entry that pg_dump up to 16 makes for a large object; its owner is for the caller to set. */
    public static Builder largeObject(int dumpId, long oid) {
        return new Builder(dumpId, LARGE_OBJECT, Section.PRE_DATA)
                .catalogId(PG_LARGEOBJECT, oid)
                .tag(FROM_OID)
                .defn(FROM_OID)
                .dropStmt(FROM_OID);
    }

    /** Whether it is one of those. */
    static boolean isLargeObject(TocEntry entry) {
        return entry.desc.equals(LARGE_OBJECT);
    }

    @Override
    public @Nullable String tag() {
        return isFromOid(tag) ? Long.toString(oid) : tag;
    }

    @Override
    public @Nullable String defn() {
        return isFromOid(defn) ? create(oid) : defn;
    }

    @Override
    public @Nullable String dropStmt() {
        return isFromOid(dropStmt) ? unlink(oid) : dropStmt;
    }

    /** About how many bytes of memory the entry takes, but for what it shares with others. */
    public long memory() {
        long size = OBJECT_SIZE + Integer.BYTES * (long) dependencies.size();
        for (String own : new @Nullable String[] {tag, defn, dropStmt, copyStmt, fileName}) {
            size += own == null || own.isEmpty() || isFromOid(own) ? 0 : STRING_SIZE + own.length();
        }
        return size;
    }

    @SuppressWarnings("ReferenceEquality") // An archive may hold the same letters.
    private static boolean isFromOid(@Nullable String text) {
        return text == FROM_OID;
    }

    /** An entry of this kind, everything else empty as pg_dump's {@code ArchiveEntry} leaves it. */
    public static Builder builder(int dumpId, String desc, Section section) {
        return new Builder(dumpId, desc, section);
    }

    /** A builder that starts with all that this entry has. */
    public Builder toBuilder() {
        Builder builder = new Builder(dumpId, desc, section);
        builder.hadDumper = hadDumper;
        builder.tableOid = tableOid;
        builder.oid = oid;
        builder.tag = tag();
        builder.defn = defn();
        builder.dropStmt = dropStmt();
        builder.copyStmt = copyStmt;
        builder.namespace = namespace;
        builder.tablespace = tablespace;
        builder.tableam = tableam;
        builder.relkind = relkind;
        builder.owner = owner;
        builder.dependencies = dependencies;
        builder.fileName = fileName;
        return builder;
    }

    /** Builds a {@link TocEntry}. Not safe for use by several threads. */
    public static final class Builder {
        private final int dumpId;
        private final String desc;
        private final Section section;
        private boolean hadDumper;
        private long tableOid;
        private long oid;
        private @Nullable String tag;
        private @Nullable String defn;
        private @Nullable String dropStmt;
        private @Nullable String copyStmt;
        private @Nullable String namespace;
        private @Nullable String tablespace;
        private @Nullable String tableam;
        private char relkind;
        private @Nullable String owner;
        private List<Integer> dependencies = List.of();
        private @Nullable String fileName = "";

        private Builder(int dumpId, String desc, Section section) {
            this.dumpId = dumpId;
            this.desc = desc;
            this.section = section;
        }

        public Builder catalogId(long newTableOid, long newOid) {
            this.tableOid = newTableOid;
            this.oid = newOid;
            return this;
        }

        public Builder tag(@Nullable String value) {
            this.tag = value;
            return this;
        }

        public Builder defn(@Nullable String value) {
            this.defn = value;
            return this;
        }

        public Builder dropStmt(@Nullable String value) {
            this.dropStmt = value;
            return this;
        }

        public Builder copyStmt(@Nullable String value) {
            this.copyStmt = value;
            return this;
        }

        public Builder namespace(@Nullable String value) {
            this.namespace = value;
            return this;
        }

        public Builder tablespace(@Nullable String value) {
            this.tablespace = value;
            return this;
        }

        public Builder tableam(@Nullable String value) {
            this.tableam = value;
            return this;
        }

        public Builder relkind(char value) {
            this.relkind = value;
            return this;
        }

        public Builder owner(@Nullable String value) {
            this.owner = value;
            return this;
        }

        public Builder dependencies(List<Integer> value) {
            this.dependencies = value;
            return this;
        }

        /** The entry has data in the member of this name. */
        public Builder member(String name) {
            this.hadDumper = true;
            this.fileName = name;
            return this;
        }

        public Builder hadDumper(boolean value) {
            this.hadDumper = value;
            return this;
        }

        public Builder fileName(@Nullable String value) {
            this.fileName = value;
            return this;
        }

        public TocEntry build() {
            return new TocEntry(
                    dumpId,
                    hadDumper,
                    tableOid,
                    oid,
                    tag,
                    desc,
                    section,
                    defn,
                    dropStmt,
                    copyStmt,
                    namespace,
                    tablespace,
                    tableam,
                    relkind,
                    owner,
                    dependencies,
                    fileName);
        }
    }
}
