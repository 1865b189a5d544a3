package dev.dbsnapshot.toc;

/**
 * The version of pg_dump's archive format ({@code K_VERS_1_14} and so on in {@code pg_backup_archiver.h}).
 *
 * @param major the first number, always 1 so far
 * @param minor the second number
 * @param revision the third number, always 0 so far
 */
public record ArchiveVersion(int major, int minor, int revision) implements Comparable<ArchiveVersion> {

    /** The oldest version that is read. */
    public static final ArchiveVersion V1_12 = new ArchiveVersion(1, 12, 0);

    /** What PostgreSQL 12 to 15 write. */
    public static final ArchiveVersion V1_14 = new ArchiveVersion(1, 14, 0);

    /** What PostgreSQL 16 writes: compression is one byte. */
    public static final ArchiveVersion V1_15 = new ArchiveVersion(1, 15, 0);

    /** What PostgreSQL 17 and 18 write: entries carry relkind, large objects come in groups. */
    public static final ArchiveVersion V1_16 = new ArchiveVersion(1, 16, 0);

    /** The version that pg_dump of this major version of PostgreSQL writes. */
    public static ArchiveVersion ofServerMajor(int serverMajor) {
        if (serverMajor >= 17) {
            return V1_16;
        }
        return serverMajor == 16 ? V1_15 : V1_14;
    }

    @Override
    public int compareTo(ArchiveVersion other) {
        if (major != other.major) {
            return Integer.compare(major, other.major);
        }
        return minor != other.minor ? Integer.compare(minor, other.minor) : Integer.compare(revision, other.revision);
    }

    @Override
    public String toString() {
        return major + "." + minor + "-" + revision;
    }
}
