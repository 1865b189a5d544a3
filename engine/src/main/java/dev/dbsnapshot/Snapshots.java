package dev.dbsnapshot;

import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.SnapshotInfo;
import dev.dbsnapshot.store.SnapshotFolder;
import dev.dbsnapshot.version.OfflineVersion;
import dev.dbsnapshot.version.VersionTable;
import java.nio.file.Path;
import java.util.List;

/** A folder of snapshots. Immutable, safe for use by several threads; every call looks at the folder anew. */
public final class Snapshots {

    /** Where the version is looked for if nobody says otherwise: golang-migrate's table. */
    public static final String DEFAULT_VERSION_TABLE = OfflineVersion.DEFAULT_TABLE;

    private final Path path;
    private final VersionTable table;
    private final SnapshotFolder folder;

    private Snapshots(Path path, VersionTable table) {
        this.path = path;
        this.table = table;
        this.folder = new SnapshotFolder(path, table);
    }

    /**
     * The snapshots of this folder.
     *
     * @param folder the folder; it need not exist, then it holds none
     * @return the folder's snapshots
     */
    public static Snapshots in(Path folder) {
        return new Snapshots(folder, VersionTable.DEFAULT);
    }

    /**
     * Where archives that other programs made have the version of their schema; see {@link Backup#versionTable}.
     *
     * @param versionTable {@code table} or {@code schema.table}, quoted where SQL needs it
     * @return a changed copy
     */
    public Snapshots versionTable(String versionTable) {
        return new Snapshots(path, VersionTable.parse(versionTable).withColumn(table.column()));
    }

    /**
     * Which column of that table holds the version; see {@link Backup#versionColumn}.
     *
     * @param column the column's name, not quoted
     * @return a changed copy
     */
    public Snapshots versionColumn(String column) {
        return new Snapshots(path, table.withColumn(column));
    }

    /**
     * Lists all files that end with {@code .tar}, whoever made them, newest first. Reads tables of contents, not data.
     *
     * @return one entry per file; those that cannot be read say why instead of failing the list
     * @throws SnapshotException if the folder cannot be read
     */
    public List<SnapshotInfo> list() {
        return folder.list();
    }

    /**
     * Finds an archive by what a person typed: the path of a file, or the bare name of one in this folder, with or
     * without {@code .tar}.
     *
     * @param name a path or a name
     * @return the file
     * @throws SnapshotException if there is no such file; the message names the places that were looked at
     */
    public Path find(String name) {
        return folder.find(name);
    }

    /**
     * Reads the schema version out of an archive, without a server.
     *
     * @param archive any pg_dump's tar archive
     * @return the version; {@link SchemaVersion#UNVERSIONED} if the archive has no such table or no row in it
     * @throws SnapshotException if it is no archive, or damaged where it had to be read
     */
    public static SchemaVersion extractVersion(Path archive) {
        return extractVersion(archive, DEFAULT_VERSION_TABLE);
    }

    /**
     * Reads the schema version out of an archive, without a server.
     *
     * @param archive any pg_dump's tar archive
     * @param versionTable {@code table} or {@code schema.table}, quoted where SQL needs it
     * @return the version; {@link SchemaVersion#UNVERSIONED} if the archive has no such table or no row in it
     * @throws SnapshotException if it is no archive, or damaged where it had to be read
     */
    public static SchemaVersion extractVersion(Path archive, String versionTable) {
        return OfflineVersion.read(archive, VersionTable.parse(versionTable));
    }

    /**
     * Reads the schema version out of an archive, without a server.
     *
     * @param archive any pg_dump's tar archive
     * @param versionTable {@code table} or {@code schema.table}, quoted where SQL needs it
     * @param column the column that holds the version, not quoted
     * @return the version; {@link SchemaVersion#UNVERSIONED} if the archive has no such table or no row in it
     * @throws SnapshotException if it is no archive, or damaged where it had to be read
     */
    public static SchemaVersion extractVersion(Path archive, String versionTable, String column) {
        return OfflineVersion.read(archive, VersionTable.parse(versionTable).withColumn(column));
    }
}
