package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.SchemaVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an archive says about itself beyond pg_dump's table of contents: the content of {@code manifest.json}.
 * Immutable.
 *
 * @param formatVersion the version of the manifest's own format, at present {@link #FORMAT_VERSION}
 * @param serverVersion the source server's version, as it tells it itself
 * @param database the source database
 * @param snapshotLsn the position in the write-ahead log at which the snapshot was taken, or {@code null} if unknown
 * @param schemaVersion the version of the application's schema
 * @param toolVersion name and version of the program that wrote the archive
 * @param created when the snapshot was taken
 * @param extensions versions of the source database's extensions by their names; empty in older archives
 * @param members every member before the manifest, in the order of the archive
 */
public record Manifest(
        int formatVersion,
        String serverVersion,
        String database,
        @Nullable String snapshotLsn,
        SchemaVersion schemaVersion,
        String toolVersion,
        Instant created,
        Map<String, String> extensions,
        List<MemberRecord> members) {

    /** The version that is written. */
    public static final int FORMAT_VERSION = 1;

    /** Copies the collections. */
    public Manifest {
        extensions = Map.copyOf(extensions);
        members = MemberRecords.of(members);
    }

    /**
     * The same manifest about other members.
     *
     * @param newMembers the members, in the order of the archive
     */
    public Manifest withMembers(List<MemberRecord> newMembers) {
        return new Manifest(
                formatVersion,
                serverVersion,
                database,
                snapshotLsn,
                schemaVersion,
                toolVersion,
                created,
                extensions,
                newMembers);
    }

    /**
     * A member as it was written.
     *
     * @param name its name
     * @param size its size in bytes
     * @param rows how many rows of a table it holds, or -1 if it holds none
     * @param sha256 the SHA-256 of its content, in lower-case hexadecimal
     */
    public record MemberRecord(String name, long size, long rows, String sha256) {

        // Said here because a record's own are put together while the program runs, which a short run feels.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof MemberRecord that
                    && size == that.size
                    && rows == that.rows
                    && name.equals(that.name)
                    && sha256.equals(that.sha256);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }
}
