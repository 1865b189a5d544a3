package dev.dbsnapshot.store;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** One line for what the file system refused: its own messages are often nothing but the file's name. */
public final class FileFailure {

    private FileFailure() {}

    /**
     * The exception for a failed act on a file.
     *
     * @param what what failed and on what, for example {@code cannot write /x/y.tar}
     * @param next what to do next
     */
    public static SnapshotException of(String what, IOException cause, String next) {
        return new SnapshotException(ErrorCode.IO, what + ": " + reason(cause) + "; " + next, cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        if (cause instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
