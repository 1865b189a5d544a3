package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the highest version among the rows of a version table: by value where both are whole numbers, however they are
 * stored, otherwise by text. Not thread-safe.
 */
public final class HighestVersion {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,100}");

    private SchemaVersion highest = SchemaVersion.UNVERSIONED;

    /**
     * Looks at a row.
     *
     * @param version the version as text; a row without one does not count
     * @param dirty the dirty flag as text, or {@code null} if the table has none
     */
    public void add(@Nullable String version, @Nullable String dirty) {
        if (version == null) {
            return;
        }
        String before = highest.version();
        if (before == null || compare(version, before) > 0) {
            highest = new SchemaVersion(version, dirty != null && (dirty.equals("t") || dirty.equals("true")));
        }
    }

    /** The highest version so far. */
    public SchemaVersion get() {
        return highest;
    }

    private static int compare(String one, String other) {
        if (NUMBER.matcher(one).matches() && NUMBER.matcher(other).matches()) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        return one.compareTo(other);
    }
}
