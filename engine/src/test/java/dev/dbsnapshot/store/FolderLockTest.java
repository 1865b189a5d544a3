package dev.dbsnapshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /** Whoever is refused must not give back the lock of the one who has it, though both are one process. */
    @Test
    void anotherThreadIsKeptOutAndTheLockHolds() throws Exception {
        try (PendingFile mine = begin(folder.resolve("a.tar"))) {
            ExecutorService executor = Executors.newSingleThreadExecutor();
            Future<PendingFile> second = executor.submit(() -> begin(folder.resolve("b.tar")));
            executor.shutdown();

            assertThatThrownBy(second::get).cause().isInstanceOfSatisfying(SnapshotException.class, e -> assertThat(
                            e.code())
                    .isEqualTo(ErrorCode.CONFLICT));
            assertThat(otherProcess()).isEqualTo("CONFLICT");
            assertThat(mine.partialPath()).exists();
        }
        assertThat(otherProcess()).isEqualTo("begun");
        begin(folder.resolve("b.tar")).close();
        assertThat(folder).isEmptyDirectory();
    }

    /** What a process left that died is in nobody's way. */
    @Test
    void aLockFileThatWasLeftBehindLocksNobodyOut() throws Exception {
        Files.writeString(folder.resolve(".db-snapshot.lock"), "left behind");

        begin(folder.resolve("a.tar")).close();

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
