package dev.dbsnapshot.store;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.SnapshotInfo;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.Manifest;
import dev.dbsnapshot.version.OfflineVersion;
import dev.dbsnapshot.version.VersionTable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A folder of snapshots. Immutable; every call looks at the folder anew. */
public final class SnapshotFolder {

    private final Path folder;
    private final VersionTable table;

    /**
     * A folder.
     *
     * @param table where archives without a manifest have the version of their schema
     */
    public SnapshotFolder(Path folder, VersionTable table) {
        this.folder = folder;
        this.table = table;
    }

    /** All archives, newest first. */
    public List<SnapshotInfo> list() {
        List<SnapshotInfo> snapshots = new ArrayList<>();
        if (!Files.exists(folder)) {
            return snapshots;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.tar")) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    snapshots.add(describe(file));
                }
            }
        } catch (IOException e) {
            throw FileFailure.of("cannot list " + folder, e, "check the folder");
        }
        snapshots.sort(Comparator.comparing(SnapshotInfo::modified).reversed().thenComparing(SnapshotInfo::name));
        return snapshots;
    }

    /** The file that a person means: a path, or the bare name of a file in the folder. */
    public Path find(String name) {
        Path asPath = Path.of(name);
        if (Files.isRegularFile(asPath)) {
            return asPath;
        }
        boolean bare = asPath.getNameCount() == 1 && !asPath.isAbsolute();
        if (bare) {
            for (String candidate : List.of(name, name + ".tar")) {
                Path inFolder = folder.resolve(candidate);
                if (Files.isRegularFile(inFolder)) {
                    return inFolder;
                }
            }
        }
        throw new SnapshotException(
                ErrorCode.USAGE,
                "there is no archive " + name + (bare ? ", neither here nor in " + folder : "")
                        + "; db-snapshot list shows what there is");
    }

    private SnapshotInfo describe(Path file) throws IOException {
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        String name = String.valueOf(file.getFileName());
        SchemaVersion version = SchemaVersion.UNVERSIONED;
        boolean own = SnapshotName.parse(name).isPresent();
        String problem = null;
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            Optional<Manifest> manifest = reader.manifest();
            own = manifest.isPresent();
            version = manifest.isPresent() ? manifest.get().schemaVersion() : OfflineVersion.read(reader, table);
        } catch (SnapshotException e) {
            problem = e.getMessage();
        }
        return new SnapshotInfo(name, file, version, Files.size(file), modified, own, problem);
    }
}
