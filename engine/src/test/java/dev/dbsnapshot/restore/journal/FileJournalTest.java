package dev.dbsnapshot.restore.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal still knows when it is opened again. */
class FileJournalTest {

    @TempDir
    private Path folder;

    @Test
    void rememberWhatWasBegunUntilItIsSettled() throws IOException {
        Path path;
        try (FileJournal journal = open("shop")) {
            path = journal.path();
            Journal.Note first = journal.before("first", Map.of("database", "shop \"x\"\n"));
            journal.before("second", Map.of());
            first.settled();
            first.settled();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");

        try (FileJournal journal = open("shop")) {
            assertThat(journal.open()).extracting(OpenAct::act).containsExactly("second");
            assertThatThrownBy(journal::mustBeSettled)
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("db-snapshot recover");
            journal.before("third", Map.of("fact", "value"));
            assertThat(journal.open().get(1).fact("fact")).isEqualTo("value");
            journal.open().forEach(act -> journal.settle(act.number()));
            journal.mustBeSettled();
        }
        assertThat(path).isEmptyFile();
    }

    @Test
    void aLineThatWasBeingWrittenWasNotBegun() throws IOException {
        Path path;
        try (FileJournal journal = open("shop")) {
            path = journal.path();
            journal.before("first", Map.of());
        }
        Files.writeString(path, "{\"number\":2,\"at\":\"2026", StandardOpenOption.APPEND);

        try (FileJournal journal = open("shop")) {
            assertThat(journal.open()).hasSize(1);
            journal.before("second", Map.of());
        }
        try (FileJournal journal = open("shop")) {
            assertThat(journal.open()).extracting(OpenAct::act).containsExactly("first", "second");
        }
    }

    @Test
    void aFileThatIsNoJournalIsNotWrittenTo() throws IOException {
        Path path = folder.resolve("db.example.com-5432-shop.journal");
        Files.writeString(path, "milk\neggs\n");

        assertThatThrownBy(() -> open("shop").close())
                .isInstanceOfSatisfying(
                        SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO))
                .hasMessageContaining("none of a journal");
        assertThat(path).hasContent("milk\neggs");
    }

    @Test
    void twoRestoresOfOneTargetDoNotMeet() {
        try (FileJournal journal = open("shop")) {
            journal.before("act", Map.of());
            assertThatThrownBy(() -> open("shop").close())
                    .isInstanceOfSatisfying(
                            SnapshotException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
            open("other").close();
        }
    }

    @Test
    void namesThatLookAlikeHaveFilesOfTheirOwn() {
        assertThat(List.of(TargetName.of(spec("a/b")), TargetName.of(spec("a_b")), TargetName.of(spec("a:b"))))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z0-9._-]+"));
        assertThat(TargetName.of(spec("x".repeat(63) + "/".repeat(200))).length())
                .isLessThan(200);
    }

    @Test
    void anInterruptedThreadCanStillWrite() {
        try (FileJournal journal = open("shop")) {
            Thread.currentThread().interrupt();
            Journal.Note note = journal.before("act", Map.of());
            note.settled();
            assertThat(Thread.interrupted()).isTrue();
            journal.mustBeSettled();
        }
    }

    private FileJournal open(String database) {
        return FileJournal.open(folder, spec(database));
    }

    private static ConnectionSpec spec(String database) {
        return ConnectionSpec.builder()
                .host("db.example.com")
                .user("app")
                .database(database)
                .build();
    }
}
