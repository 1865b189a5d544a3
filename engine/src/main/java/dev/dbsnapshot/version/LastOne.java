package dev.dbsnapshot.version;

import dev.dbsnapshot.api.SchemaVersion;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last of migrations whose names have no order: the version is the number of the last one in the order in which
 * they ran, and its name. Not thread-safe.
 */
final class LastOne {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private long last = -1;
    private String name = "";
    private boolean failed;

    void add(@Nullable String number, String itsName, boolean itFailed) {
        failed |= itFailed;
        if (number != null && NUMBER.matcher(number).matches() && Long.parseLong(number) > last) {
            last = Long.parseLong(number);
            name = itsName;
        }
    }

    SchemaVersion get() {
        return last < 0
                ? SchemaVersion.UNVERSIONED
                : new SchemaVersion(last + VersionOrder.NAME_FOLLOWS + name, failed);
    }
}
