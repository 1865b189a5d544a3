package dev.dbsnapshot.cli.faults;

import dev.dbsnapshot.cli.CommandRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether what a command left is the old or the new database, whether it told the truth, and whether recovery leaves
 * nothing else.
 *
 * @param state {@code old} or {@code new}, after recovery
 * @param recovered whether there was something to recover
 * @param wrong what is not as it must be, one line each
 */
record Judgement(String state, boolean recovered, List<String> wrong) {

    private static final int CANCELLED = 130;

    static Judgement of(Scene scene, Attempt attempt, Fault fault) throws IOException {
        scene.calm();
        List<String> wrong = new ArrayList<>();
        check(wrong, attempt.exit() != Attempt.HANGS, "hangs");
        check(wrong, scene.sessionsLeft().isEmpty(), "sessions do not end");
        String seen = scene.state();
        CommandRun recovery = scene.recover();
        boolean recovered = !recovery.err().contains("nothing to recover");
        check(wrong, recovery.exitCode() == 0, "recovery fails: " + recovery.err());
        String state = recovered ? scene.state() : seen;
        check(wrong, state.equals("old") || state.equals("new"), "the database is " + state);
        boolean killed = attempt.exit() == Attempt.KILLED;
        if (attempt.exit() == 0) {
            check(wrong, seen.equals("new") && !recovered, "told success, but is " + seen);
        } else if (!killed && !scene.path().recovers()) {
            told(wrong, attempt, seen, state, recovered);
        }
        check(wrong, !attempt.said().contains("\tat "), "shows a stack trace");
        if (scene.path().oneTransaction()) {
            check(wrong, seen.equals(state), "was " + seen + " before recovery");
        }
        if (fault == Fault.SIGINT && attempt.struck()) {
            check(wrong, attempt.exit() == 0 || attempt.exit() == CANCELLED, "exit code " + attempt.exit());
            check(wrong, attempt.exit() == 0 || attempt.said().contains("cancelled"), "does not say cancelled");
        }
        wrong.addAll(scene.leftovers(state, killed));
        return new Judgement(state, recovered, List.copyOf(wrong));
    }

    /** A failure is one line, and says so where the database is not the old one. */
    private static void told(List<String> wrong, Attempt attempt, String seen, String state, boolean recovered) {
        List<String> lines = attempt.said()
                .lines()
                .filter(line -> line.startsWith("db-snapshot: "))
                .toList();
        check(wrong, lines.size() == 1, lines.size() + " lines of failure");
        String said = String.join(" ", lines);
        boolean open = said.contains("db-snapshot recover");
        boolean unknown = said.contains("outcome is unknown");
        boolean complete = said.contains("is restored completely");
        check(wrong, !recovered || open, "does not say that recover is needed");
        check(wrong, seen.equals("old") || open || unknown || complete, "does not say that it is " + seen);
        check(wrong, state.equals("old") || recovered || unknown || complete, "does not say that it is " + state);
    }

    private static void check(List<String> wrong, boolean holds, String otherwise) {
        if (!holds) {
            wrong.add(otherwise);
        }
    }
}
