package dev.dbsnapshot.store;

import dev.dbsnapshot.api.SchemaVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a snapshot in its folder: {@code db-snapshot-<version>-<timestamp>.tar}. Immutable.
 *
 * @param label the schema version as the name shows it
 * @param timestamp when the snapshot was made, UTC, {@code yyyyMMdd-HHmmss}
 */
public record SnapshotName(String label, String timestamp) {

    /** What the name of a safety snapshot begins with; the timestamp follows. */
    public static final String SAFETY_PREFIX = "before-restore-";

    private static final Pattern SAFETY = Pattern.compile(SAFETY_PREFIX + "\\d{8}-\\d{6}\\.tar");
    private static final Pattern NAME = Pattern.compile("db-snapshot-(.+)-(\\d{8}-\\d{6})\\.tar");
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST_LABEL = 100;

    /** The name of a snapshot of this schema version, made at this moment. */
    public static SnapshotName of(SchemaVersion version, Instant moment) {
        return new SnapshotName(sanitized(version.label()), TIMESTAMP.format(moment));
    }

    /** What a file name says, or empty if it is not the name of a snapshot. */
    public static Optional<SnapshotName> parse(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        return matcher.matches() ? Optional.of(new SnapshotName(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Whether nobody else gives files such a name: that of a snapshot, or of a safety snapshot. */
    static boolean isOurs(String fileName) {
        return parse(fileName).isPresent() || SAFETY.matcher(fileName).matches();
    }

    /** The file's name. */
    public String fileName() {
        return "db-snapshot-" + label + "-" + timestamp + ".tar";
    }

    // A version column of type text may hold anything, a slash included; a name must stay inside its folder on every
    // file system.
    private static String sanitized(String label) {
        String clean = label.replaceAll("[^A-Za-z0-9._+-]", "_");
        if (clean.length() > LONGEST_LABEL) {
            clean = clean.substring(0, LONGEST_LABEL);
        }
        return clean.isEmpty() ? "unversioned" : clean;
    }
}
