package dev.dbsnapshot.archive;

import dev.dbsnapshot.toc.ArchiveVersion;

/** The names that pg_dump gives to the members of an archive ({@code pg_backup_tar.c}), and the one that we add. */
public final class MemberNames {

    /** The table of contents, always the first member. */
    public static final String TOC = "toc.dat";

    /** The script for people who extract the archive; pg_restore never reads it. */
    public static final String RESTORE_SQL = "restore.sql";

    /** What only our archives have: sizes, row counts and digests. pg_restore ignores it. */
    public static final String MANIFEST = "manifest.json";

    private MemberNames() {}

    /** The member with the data of an entry. */
    public static String data(int dumpId) {
        return dumpId + ".dat";
    }

    /** The member with the content of a large object. */
    public static String largeObject(long oid) {
        return "blob_" + oid + ".dat";
    }

    /** The member that lists the large objects of a BLOBS entry; until version 1.15 there is only one such entry. */
    public static String largeObjectToc(ArchiveVersion version, int dumpId) {
        return version.compareTo(ArchiveVersion.V1_16) < 0 ? "blobs.toc" : "blobs_" + dumpId + ".toc";
    }
}
