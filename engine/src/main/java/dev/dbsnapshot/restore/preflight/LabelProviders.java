package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.api.RestorePath;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Modules of the server that give security labels their meaning. No catalog tells which are loaded, but SECURITY LABEL
 * looks for its provider before it looks for its object.
 */
public final class LabelProviders {

    private static final Pattern PROVIDER =
            Pattern.compile("^SECURITY LABEL FOR (\"(?:[^\"]|\"\")+\"|[a-z_][a-z0-9_$]*) ON ", Pattern.MULTILINE);

    /** invalid_parameter_value: the provider is not loaded. */
    private static final String NOT_LOADED = "22023";

    private LabelProviders() {}

    /** Those that are missing; outside of a transaction. */
    public static List<Finding> findings(RestoreJob job, RestorePath path) {
        if (path == RestorePath.DATA_ONLY
                || path == RestorePath.REFUSED
                || job.server().inRecovery()) {
            return List.of();
        }
        Set<String> missing = new TreeSet<>();
        for (TocEntry entry : job.toc().entries()) {
            Matcher matcher =
                    PROVIDER.matcher(entry.desc().equals("SECURITY LABEL") && entry.defn() != null ? entry.defn() : "");
            while (matcher.find()) {
                missing.add(matcher.group(1));
            }
        }
        missing.removeIf(provider -> isLoaded(job.session(), provider));
        return missing.isEmpty()
                ? List.of()
                : List.of(Finding.blocks(
                                ErrorCode.CONFLICT,
                                "the archive has security labels of providers that the server has not loaded",
                                "add their modules to shared_preload_libraries, or leave out the labels"
                                        + " (--no-security-labels)")
                        .naming(missing));
    }

    private static boolean isLoaded(Session session, String provider) {
        try {
            session.execute("BEGIN READ WRITE; SECURITY LABEL FOR " + provider
                    + " ON TABLE pg_catalog.\"db-snapshot: no such table\" IS NULL");
            return true;
        } catch (SnapshotException e) {
            return e.sqlState().filter(NOT_LOADED::equals).isEmpty();
        } finally {
            session.execute("ROLLBACK");
        }
    }
}
