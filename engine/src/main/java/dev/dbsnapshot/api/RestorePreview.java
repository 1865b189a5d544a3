package dev.dbsnapshot.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a restore is about to do, and what was found out about its target; nothing is changed yet. Immutable.
 *
 * @param file the archive
 * @param database the name of the database that it goes into
 * @param server where that is, {@code host:port}
 * @param user the role that restores
 * @param path what becomes of the target
 * @param strategy how that is done
 * @param reason why this path, in one line; for {@link RestorePath#REFUSED} also what to do instead
 * @param live the version of the schema in the database
 * @param snapshot the version of the schema in the archive
 * @param dropped the objects that are dropped, as messages name them; what goes with them is not listed
 * @param replaced the tables whose rows are replaced
 * @param schemaDifferences where the schema of the database differs from the archive's, one line each; only looked for
 *     on the path {@link RestorePath#DATA_ONLY}
 * @param sessions who holds locks on what is changed
 * @param findings everything else that was found, what stops the restore first
 * @param dataBytes how many bytes of rows and large objects the archive has
 * @param estimate about how long it will take, or {@code null} if nobody can say
 */
public record RestorePreview(
        Path file,
        String database,
        String server,
        String user,
        RestorePath path,
        RestoreStrategy strategy,
        String reason,
        SchemaVersion live,
        SchemaVersion snapshot,
        List<String> dropped,
        List<ReplacedTable> replaced,
        List<String> schemaDifferences,
        List<BlockingSession> sessions,
        List<Finding> findings,
        long dataBytes,
        @Nullable Duration estimate) {

    /**
     * A table whose rows are replaced.
     *
     * @param table its name as SQL says it
     * @param liveRows about how many rows it has now, as the server estimates them, or -1 if it does not know
     * @param snapshotRows how many it will have, or -1 if the archive does not say
     */
    public record ReplacedTable(String table, long liveRows, long snapshotRows) {}

    /**
     * A session that holds a lock on something that the restore changes.
     *
     * @param pid its process on the server, 0 for a prepared transaction
     * @param user its role, empty if not known
     * @param application the name that it gave itself, empty if not known
     * @param state what it does, for example {@code idle in transaction}, empty if not known
     * @param since when its statement or transaction began, as the server writes it, empty if not known
     * @param object one of the objects that it holds a lock on
     */
    public record BlockingSession(
            int pid, String user, String application, String state, String since, String object) {}

    /**
     * Copies the lists.
     *
     * @param file the archive
     * @param database the name of the database that it goes into
     * @param server where that is, {@code host:port}
     * @param user the role that restores
     * @param path what becomes of the target
     * @param strategy how that is done
     * @param reason why this path, in one line; for {@link RestorePath#REFUSED} also what to do instead
     * @param live the version of the schema in the database
     * @param snapshot the version of the schema in the archive
     * @param dropped the objects that are dropped, as messages name them; what goes with them is not listed
     * @param replaced the tables whose rows are replaced
     * @param schemaDifferences where the schema of the database differs from the archive's, one line each; only looked for
     *     on the path {@link RestorePath#DATA_ONLY}
     * @param sessions who holds locks on what is changed
     * @param findings everything else that was found, what stops the restore first
     * @param dataBytes how many bytes of rows and large objects the archive has
     * @param estimate about how long it will take, or {@code null} if nobody can say
     */
    public RestorePreview {
        Objects.requireNonNull(path);
        dropped = List.copyOf(dropped);
        replaced = List.copyOf(replaced);
        schemaDifferences = List.copyOf(schemaDifferences);
        sessions = List.copyOf(sessions);
        findings = List.copyOf(findings);
    }

    /**
     * The same with one more finding, before all others.
     *
     * @param first what was found besides
     * @return a changed copy
     */
    public RestorePreview with(Finding first) {
        List<Finding> all = new ArrayList<>(List.of(first));
        all.addAll(findings);
        return new RestorePreview(
                file,
                database,
                server,
                user,
                path,
                strategy,
                reason,
                live,
                snapshot,
                dropped,
                replaced,
                schemaDifferences,
                sessions,
                all,
                dataBytes,
                estimate);
    }

    /**
     * Whether the restore would not begin.
     *
     * @return whether the path is {@link RestorePath#REFUSED} or a finding stops it
     */
    public boolean stopped() {
        return path == RestorePath.REFUSED || findings.stream().anyMatch(Finding::blocks);
    }
}
