package dev.dbsnapshot.connect;

import org.jspecify.annotations.Nullable;

/** The name and version that sessions carry where the caller gives none. */
final class Version {

    static final String TOOL_AND_VERSION =
            toolAndVersion(Version.class.getPackage().getImplementationVersion());

    private Version() {}

    /** Only the jar's manifest knows the version; classes in a folder have none. */
    private static String toolAndVersion(@Nullable String version) {
        return version == null ? "db-snapshot" : "db-snapshot " + version;
    }
}
