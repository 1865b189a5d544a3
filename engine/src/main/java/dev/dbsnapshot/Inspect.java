package dev.dbsnapshot;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.script.RestrictKey;
import dev.dbsnapshot.script.ScriptOptions;
import dev.dbsnapshot.script.SqlScript;
import dev.dbsnapshot.script.TocJson;
import dev.dbsnapshot.script.TocListing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Shows what an archive holds, without a server: any pg_dump's tar archive, in the way of the pg_restore of the version
 * that wrote it. Data streams through; memory does not depend on its size. Immutable, safe for use by several threads.
 *
 * <pre>{@code
 * try (OutputStream script = Files.newOutputStream(Path.of("all.sql"))) {
 *     Inspect.of(Path.of("snapshots/db-snapshot-42-20250101-120000.tar")).sql(script);
 * }
 * }</pre>
 */
public final class Inspect {

    private final Path archive;
    private final ZoneId zone;
    private final @Nullable String restrictKey;

    private Inspect(Path archive, ZoneId zone, @Nullable String restrictKey) {
        this.archive = archive;
        this.zone = zone;
        this.restrictKey = restrictKey;
    }

    /**
     * A look into this archive.
     *
     * @param archive any pg_dump's tar archive
     * @return a look that shows times in this machine's zone, and scripts with a random key
     */
    public static Inspect of(Path archive) {
        return new Inspect(archive, ZoneId.systemDefault(), null);
    }

    /**
     * The zone that is named behind the archive's time, which is the local time of whoever wrote it.
     *
     * @param value a zone
     * @return a changed copy
     */
    public Inspect zone(ZoneId value) {
        return new Inspect(archive, value, restrictKey);
    }

    /**
     * The key of psql's {@code \restrict} in scripts, for scripts that are to be compared.
     *
     * @param value ASCII letters and digits
     * @return a changed copy
     * @throws SnapshotException with code USAGE if it has anything else in it
     */
    public Inspect restrictKey(String value) {
        return new Inspect(archive, zone, RestrictKey.checked(value));
    }

    /**
     * Writes the table of contents as {@code pg_restore --list} does, in the encoding of the archive.
     *
     * @param target receives the list; it is flushed, not closed
     * @throws SnapshotException if the archive cannot be read or the target not written
     */
    public void list(OutputStream target) {
        write(reader -> TocListing.write(reader.toc(), ScriptOptions.of(reader.toc()), zone, reader.charset(), target));
    }

    /**
     * Writes everything as one SQL script for psql, as {@code pg_restore -f -} does, in the encoding of the archive.
     *
     * @param target receives the script; it is flushed, not closed
     * @throws SnapshotException if the archive cannot be read or the target not written
     */
    public void sql(OutputStream target) {
        String key = restrictKey == null ? RestrictKey.random() : restrictKey;
        write(reader -> SqlScript.write(
                reader.toc(),
                new ArchiveData(reader),
                ScriptOptions.of(reader.toc()).withRestrictKey(key),
                reader.charset(),
                target));
    }

    /**
     * Writes the table of contents with all fields as JSON in UTF-8; its field {@code version} is the version of its
     * shape.
     *
     * @param target receives the JSON; it is flushed, not closed
     * @throws SnapshotException if the archive cannot be read or the target not written
     */
    public void json(OutputStream target) {
        write(reader -> TocJson.write(reader.toc(), reader.encoding(), target));
    }

    private void write(Output output) {
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            output.write(reader);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new SnapshotException(ErrorCode.IO, "cannot write what archive " + archive + " holds: " + reason, e);
        }
    }

    /** What is made of an archive. */
    private interface Output {
        void write(ArchiveReader reader) throws IOException;
    }
}
