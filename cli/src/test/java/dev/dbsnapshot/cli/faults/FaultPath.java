package dev.dbsnapshot.cli.faults;

import dev.dbsnapshot.restore.journal.FileJournal;
import dev.dbsnapshot.restore.journal.TargetName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways in which a command changes a database. */
enum FaultPath {
    DATA_ONLY("data-only", Content.CHANGED, Content.SNAPSHOT, "restore", "--file", "A", "--no-safety-snapshot"),
    DROP(
            "drop and restore",
            Content.OTHER,
            Content.SNAPSHOT,
            "restore",
            "--file",
            "A",
            "--drop",
            "--no-safety-snapshot"),
    EMPTY("empty, one transaction", Content.EMPTY, Content.SNAPSHOT, "restore", "--file", "A"),
    GRADUAL("empty, gradually", Content.EMPTY, Content.SNAPSHOT, "restore", "--file", "A", "--jobs", "2"),
    SWAP("swap", Content.OTHER, Content.SNAPSHOT, "restore", "--file", "A", "--drop", "--strategy", "swap"),
    NO_ATOMIC("--no-atomic", Content.OTHER, Content.SNAPSHOT, "restore", "--file", "A", "--drop", "--no-atomic"),
    UNDO_SWAP("undo, swap", Content.SNAPSHOT, Content.OTHER, "undo"),
    UNDO_SAFETY("undo, safety snapshot", Content.SNAPSHOT, Content.OTHER, "undo"),
    RECOVER_SWAP("recover, swap", Content.OTHER, Content.OTHER, "recover"),
    RECOVER_NO_ATOMIC("recover, --no-atomic", Content.HALF, Content.OTHER, "recover"),
    RECOVER_GRADUAL("recover, empty", Content.MARKED, Content.EMPTY, "recover");

    private static final String MOMENT = "20260101000000";

    private final String title;
    private final Content before;
    private final Content after;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> words;

    FaultPath(String title, Content before, Content after, String... words) {
        this.title = title;
        this.before = before;
        this.after = after;
        this.words = List.of(words);
    }

    String title() {
        return title;
    }

    Content before() {
        return before;
    }

    Content after() {
        return after;
    }

    /** Whether nothing in between can be seen: one transaction does everything. */
    boolean oneTransaction() {
        return this == DATA_ONLY || this == DROP || this == EMPTY || this == UNDO_SAFETY;
    }

    boolean recovers() {
        return words.get(0).equals("recover");
    }

    /** Whether another database keeps the content that the target had before. */
    boolean swaps() {
        return this == SWAP || this == UNDO_SWAP;
    }

    /** Whether the command reads an archive. */
    boolean readsArchive() {
        return words.contains("A") || this == UNDO_SAFETY || this == RECOVER_NO_ATOMIC;
    }

    /** The archive that the command reads. */
    Path archive(Scene scene) {
        return words.contains("A") ? scene.archive() : safety(scene);
    }

    /** The same archive, whole. */
    Path original(Scene scene) {
        return scene.material().archive(words.contains("A") ? Content.SNAPSHOT : Content.OTHER);
    }

    /**
     * The command line.
     *
     * @param safely whether a safety snapshot is taken, where a person would have to say that none is wanted
     */
    List<String> arguments(Scene scene, boolean safely) {
        List<String> all = new ArrayList<>();
        for (String word : words) {
            all.add(word.equals("A") ? scene.archive().toString() : word);
        }
        if (safely) {
            all.remove("--no-safety-snapshot");
        }
        all.addAll(List.of("-q", "--yes", "--dsn", scene.uri()));
        return all;
    }

    /** Makes the databases and files that the command finds. */
    void prepare(Scene scene) throws IOException {
        scene.material().create(scene.target(), before);
        Path safety = safety(scene);
        if (this == UNDO_SAFETY || this == RECOVER_NO_ATOMIC) {
            Files.createDirectories(safety.getParent());
            Files.copy(scene.material().archive(Content.OTHER), safety);
        }
        switch (this) {
            case UNDO_SWAP -> beside(scene, "_old_" + MOMENT, Content.OTHER);
            case RECOVER_SWAP -> interruptedSwap(scene);
            case RECOVER_NO_ATOMIC -> {
                try (FileJournal journal = scene.journal()) {
                    journal.before(
                            "in-place-replace",
                            Map.of("database", scene.target(), "archive", "a.tar", "safety", safety.toString()));
                }
            }
            default -> {}
        }
    }

    private static Path safety(Scene scene) {
        return scene.home()
                .resolve(".poolside/snapshots/safety")
                .resolve(TargetName.of(scene.specification()))
                .resolve("before-restore-20260101-000000.tar");
    }

    private static String beside(Scene scene, String ending, Content content) {
        String name = scene.target() + ending;
        scene.material().create(name, content);
        close(scene, name);
        return name;
    }

    private static void close(Scene scene, String database) {
        scene.material().server().run("postgres", "ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS false");
    }

    /** As SIGKILL leaves it just before both databases are renamed. */
    private static void interruptedSwap(Scene scene) {
        String fresh = beside(scene, "_new_" + MOMENT, Content.SNAPSHOT);
        close(scene, scene.target());
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("database", scene.target());
        facts.put("oldOid", scene.oid(scene.target()));
        facts.put("kept", scene.target() + "_old_" + MOMENT);
        facts.put("newOid", scene.oid(fresh));
        facts.put("new", fresh);
        facts.put("third", "postgres");
        try (FileJournal journal = scene.journal()) {
            for (String act : List.of("swap-create-database", "swap-bar-connections", "swap-rename")) {
                journal.before(act, facts);
            }
        }
    }
}
