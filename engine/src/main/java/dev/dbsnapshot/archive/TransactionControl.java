package dev.dbsnapshot.archive;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds statements that begin, end or divide a transaction. No pg_dump writes one: in an archive it would end the
 * transaction that makes a restore whole or nothing. Not thread-safe.
 */
public final class TransactionControl {

    private static final Set<String> FIRST_WORDS =
            Set.of("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE");

    private final StatementWords words;
    private boolean prepares;

    @Nullable
    private String found;

    /**
     * Looks into statements that are given character by character.
     *
     * @param standardConformingStrings how their literals are written
     */
    public TransactionControl(boolean standardConformingStrings) {
        this.words = new StatementWords(this::word, standardConformingStrings);
    }

    /** The first such statement of a complete text, or {@code null}. */
    public static @Nullable String in(String sql, boolean standardConformingStrings) {
        TransactionControl control = new TransactionControl(standardConformingStrings);
        control.words.all(sql);
        return control.found;
    }

    /** One more character; bytes that are no ASCII may come as any letter. */
    public void next(char c) {
        words.next(c);
    }

    /** The first one so far, by its first words, or {@code null}. */
    public @Nullable String found() {
        return found;
    }

    private void word(int place, String word) {
        if (found == null && place == 0 && FIRST_WORDS.contains(word)) {
            found = word;
        }
        if (found == null && place == 1 && prepares && word.equals("TRANSACTION")) {
            found = "PREPARE TRANSACTION";
        }
        prepares = place == 0 && word.equals("PREPARE");
    }
}
