package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.ClusterAccess;
import dev.dbsnapshot.kube.objects.ObjectKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code db-snapshot export-objects}: writes the objects of a namespace as manifests. */
@Command(
        name = "export-objects",
        description = "Export Deployments, ConfigMaps, Secrets and Ingresses of a namespace as YAML.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        headerHeading = "Examples:%n"
                + "  db-snapshot export-objects -n poolside --file poolside.yaml%n"
                + "  db-snapshot export-objects -n poolside --kinds deployments,services --file poolside.yaml%n"
                + "%n")
final class ExportObjectsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin(name = "kubernetes")
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            description = "Which kinds, by kubectl's names. Default: deployments,configmaps,secrets,ingresses")
    private List<String> kinds = List.of();

    @Option(
            names = "--file",
            required = true,
            paramLabel = "FILE",
            description = "The file to write, for nobody but you to read: it holds the Secrets.")
    private @Nullable String file;

    @Option(names = "--force", description = "Replace the file if it exists.")
    private boolean force;

    @Mixin(name = "output")
    private final OutputOptions output = new OutputOptions();

    ExportObjectsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<ObjectKind> wanted = kinds.isEmpty()
                ? ObjectKind.USUAL
                : kinds.stream().map(ObjectKind::of).toList();
        Path target = surroundings.resolve(String.valueOf(file));
        if (!force && Files.exists(target)) {
            throw new SnapshotException(
                    ErrorCode.USAGE, target + " is there already: name another file, or replace it by --force");
        }
        List<String> documents;
        try (ClusterAccess cluster = kubernetes.open(surroundings)) {
            documents = cluster.objects().documents(wanted);
        }
        write(target, documents);
        if (!output.quiet) {
            surroundings.err().println(documents.size() + " objects, Secrets among them if they were asked for");
            surroundings
                    .err()
                    .println("warning: they fit this version of the application only: do not apply them after an"
                            + " upgrade");
        }
        surroundings.out().println(target);
        return ExitCode.SUCCESS.number();
    }

    private static void write(Path target, List<String> documents) {
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] onlyOwner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(partial, onlyOwner);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(String.join("", documents).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial); // Secrets are in it.
            }
        } catch (FileAlreadyExistsException e) {
            throw new SnapshotException(
                    ErrorCode.IO, partial + " is left from an export that was killed: remove it, then try again", e);
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO, "cannot write " + target + ": " + e + ": choose another place by --file", e);
        }
    }
}
