package dev.dbsnapshot.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of a server of one major version, and an initialized data directory to copy: unpacked from the jar of
 * Maven Central once, kept for the next run. Thread-safe; several processes may use one folder.
 */
final class ServerBinaries {

    private static final Object ONE_AT_A_TIME = new Object();

    private final Path folder;

    private ServerBinaries(Path folder) {
        this.folder = folder;
    }

    /** The programs of this major version, unpacked if they are not yet. */
    static ServerBinaries of(int major, Path cache, RunAs runAs) {
        String jars = System.getProperty("dbsnapshot.postgres.dir");
        if (jars == null) {
            throw new IllegalStateException("system property dbsnapshot.postgres.dir is not set; the build sets it");
        }
        Path jar = Path.of(jars, "postgres-" + major + ".jar");
        try {
            Path folder = cache.resolve(major + "-" + Files.size(jar));
            ServerBinaries binaries = new ServerBinaries(folder);
            binaries.prepare(jar, cache.resolve(major + ".lock"), runAs);
            return binaries;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + jar, e);
        }
    }

    /** The path of a program. */
    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    /** Makes a new data directory: no fsync, C locale, UTF8, everyone trusted, superuser postgres. */
    void copyDataTo(Path target) throws IOException {
        copy(folder.resolve("data"), target);
    }

    private void prepare(Path jar, Path lockFile, RunAs runAs) throws IOException {
        synchronized (ONE_AT_A_TIME) { // A file lock keeps out other processes only.
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (Files.exists(folder)) {
                    return;
                }
                Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
                delete(unfinished);
                Files.createDirectories(unfinished);
                unpack(jar, unfinished);
                runAs.give(unfinished);
                runAs.execute(
                                unfinished,
                                List.of(
                                        unfinished.resolve("bin/initdb").toString(),
                                        "--pgdata=" + unfinished.resolve("data"),
                                        "--auth=trust",
                                        "--username=postgres",
                                        "--locale=C",
                                        "--encoding=UTF8",
                                        "--no-sync"))
                        .orThrow();
                Files.move(unfinished, folder);
                if (!lock.isValid()) {
                    throw new IOException("lost the lock on " + lockFile);
                }
            }
        }
    }

    private static void unpack(Path jar, Path target) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    unpackTar(new XZInputStream(zip), target);
                    return;
                }
            }
        }
        throw new IOException("no server binaries in " + jar);
    }

    private static void unpackTar(InputStream in, Path target) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(in);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path file = target.resolve(entry.getName()).normalize();
            if (!file.startsWith(target)) {
                throw new IOException(entry.getName() + " leads out of the archive");
            }
            Files.createDirectories(entry.isDirectory() ? file : file.resolveSibling("."));
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            } else if (!entry.isDirectory()) {
                Files.copy(tar, file);
                makeExecutable(file, (entry.getMode() & 0100) != 0);
            }
        }
    }

    private static void makeExecutable(Path file, boolean executable) throws IOException {
        if (executable && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Deletes a folder and all that is in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
