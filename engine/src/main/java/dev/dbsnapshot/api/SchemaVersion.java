package dev.dbsnapshot.api;

import org.jspecify.annotations.Nullable;

/**
 * The version of an application's schema, as its migration tool recorded it in the database. Immutable.
 *
 * @param version the recorded version, or {@code null} if there is no version table, or none in it
 * @param dirty whether the last migration was left unfinished (golang-migrate's {@code dirty} column)
 */
public record SchemaVersion(@Nullable String version, boolean dirty) {

    /** No version is recorded. */
    public static final SchemaVersion UNVERSIONED = new SchemaVersion(null, false);

    /**
     * The version as file names and listings show it.
     *
     * @return the version, or {@code unversioned}
     */
    public String label() {
        return version == null ? "unversioned" : version;
    }
}
