package dev.dbsnapshot.connect;

/**
 * The version of a PostgreSQL server.
 *
 * @param number {@code server_version_num}, for example 150018
 * @param text {@code server_version}, for example {@code 15.18 (Debian 15.18-0+deb12u1)}
 */
public record ServerVersion(int number, String text) {

    /** The major version, for example 15. */
    public int major() {
        return number / 10000;
    }

    /** Whether this is that major version or a newer one. */
    public boolean atLeast(int major) {
        return major() >= major;
    }
}
