package dev.dbsnapshot.store;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Looks at the free space before a long run, rather than failing at its end. How large an archive gets cannot be known
 * beforehand: COPY text of numbers is smaller than their pages, of compressed text larger. So only what is clearly
 * hopeless fails; what may not fit is said.
 */
public final class FreeSpace {

    private static final int LARGEST_SHRINKING = 16;

    private FreeSpace() {}

    /**
     * Compares the free space with the data.
     *
     * @param folder where the archive will be written
     * @param dataBytes what the data takes on the server, in bytes; indexes may be included
     */
    public static void check(Path folder, long dataBytes, Progress progress) {
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw FileFailure.of("cannot look at the free space of " + folder, e, "choose another folder");
        }
        if (free < dataBytes / LARGEST_SHRINKING) {
            throw new SnapshotException(
                    ErrorCode.IO,
                    "not enough space in " + folder + ": " + mebibytes(free) + " free, the data takes "
                            + mebibytes(dataBytes) + " on the server; free some space or choose another folder");
        }
        if (free < dataBytes) {
            progress.on(new Progress.Warning("the archive may not fit into " + folder + ": " + mebibytes(free)
                    + " free, the data takes " + mebibytes(dataBytes) + " on the server"));
        }
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
