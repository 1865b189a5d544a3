package dev.dbsnapshot.store;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Mode 0600 (0700 for folders) from the first moment on, where the file system has modes. */
final class OwnerOnly {

    private OwnerOnly() {}

    static FileAttribute<?>[] attributes(Path path) {
        return attributes(path, "rw-------");
    }

    static FileAttribute<?>[] folderAttributes(Path path) {
        return attributes(path, "rwx------");
    }

    private static FileAttribute<?>[] attributes(Path path, String mode) {
        boolean posix = path.getFileSystem().equals(FileSystems.getDefault())
                && path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
