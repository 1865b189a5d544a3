package dev.dbsnapshot.restore.journal;

import dev.dbsnapshot.connect.ConnectionSpec;
import java.nio.charset.StandardCharsets;

/** The name that everything of one target has in local folders: its journal, its safety snapshots. */
public final class TargetName {

    private static final int LONGEST = 150;

    private TargetName() {}

    /** A file name without an extension: host, port and database, and a number where letters had to be replaced. */
    public static String of(ConnectionSpec target) {
        return clean(target.host() + "-" + target.port() + "-" + target.database());
    }

    /** The same for a database that is known however its server is addressed. */
    public static String ofIdentity(String identity) {
        return clean("server-" + identity);
    }

    private static String clean(String exact) {
        String clean = exact.replaceAll("[^A-Za-z0-9._-]", "_");
        if (clean.length() > LONGEST) {
            clean = clean.substring(0, LONGEST);
        }
        if (clean.equals(exact) && !clean.startsWith(".")) {
            return clean;
        }
        // Two names that look alike once they are cleaned must not share a file.
        return "t" + clean + "-"
                + Integer.toHexString(
                        new String(exact.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1).hashCode());
    }
}
