package dev.dbsnapshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.SnapshotException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run at a time writes to a folder, whichever process it is in. */
class FolderLockTest {

    @TempDir
    private Path folder;

    @Test
    void anotherProcessIsKeptOutUntilTheFirstIsDone() throws Exception {
        try (PendingFile mine = begin(folder.resolve("a.tar"))) {
            assertThat(otherProcess()).isEqualTo("CONFLICT");
            assertThat(mine.partialPath()).exists();
        }
        assertThat(otherProcess()).isEqualTo("begun");
        assertThat(folder).isEmptyDirectory();
    }

    private String otherProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        folder.resolve("a.tar").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static PendingFile begin(Path file) {
        return PendingFile.begin(file, false, event -> {});
    }

    /** The other process. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) {
            try (PendingFile file = begin(Path.of(arguments[0]))) {
                System.out.println(file.channel().isOpen() ? "begun" : "closed");
            } catch (SnapshotException e) {
                System.out.println(e.code());
            }
        }
    }
}
