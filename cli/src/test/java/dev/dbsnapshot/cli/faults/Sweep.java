package dev.dbsnapshot.cli.faults;

import dev.dbsnapshot.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One fault on one path, at one point after the other. Not thread-safe. */
final class Sweep {

    static final int MOST = 300;
    private static final int ATTEMPTS = 3;
    private static final int DAMAGED = 4;
    private static final int LOOK_EVERY = 25;

    private final Scene scene;
    private final Fault fault;
    private final List<String> wrong = new ArrayList<>();
    private String state = "";
    private int points;
    private int old;
    private int recovered;

    Sweep(Scene scene, Fault fault) {
        this.scene = scene;
        this.fault = fault;
    }

    /** What was not as it must be, one line for each point. */
    List<String> wrong() {
        return wrong;
    }

    FaultTable.Cell cell(int messages) {
        return new FaultTable.Cell(points, messages, old, recovered);
    }

    /** How many messages the path has that nothing disturbs: with two connections not always the same. */
    static int messages(Scene scene) throws IOException {
        int first = undisturbed(scene);
        return scene.path().oneTransaction() ? first : Math.min(first, undisturbed(scene));
    }

    private static int undisturbed(Scene scene) throws IOException {
        scene.begin();
        Attempt attempt = Attempt.inProcess(scene, Integer.MAX_VALUE, () -> {
            throw new IllegalStateException("nothing happens yet");
        });
        if (attempt.exit() != 0 || !scene.state().equals("new")) {
            throw new IllegalStateException(scene.path() + " fails by itself: " + attempt + scene.state());
        }
        return attempt.messages();
    }

    /** At every message, or every so many: it ends when the command ends before the fault. */
    void everyMessage(int messages, int step) throws IOException {
        int most = Math.min(MOST, messages);
        boolean reached = true;
        for (int message = 1; message <= MOST && reached; message += step) {
            reached = strikes(message);
            // Two connections share the work in another way each time, so the last messages may not come at once.
            for (int again = 1; !reached && message <= messages && again < ATTEMPTS; again++) {
                reached = strikes(message);
            }
        }
        if (points < (most + step - 1) / step) {
            wrong.add("reached " + points + " of " + messages + " messages");
        }
    }

    /** At so many messages with the same distance. */
    void someMessages(int messages, int many) throws IOException {
        // Others for each path and each fault.
        int path = List.of(FaultPath.values()).indexOf(scene.path());
        int phase = (path * 7 + List.of(Fault.values()).indexOf(fault) * 3) % 10;
        for (int i = 0; i < many; i++) {
            boolean reached = strikes(1 + messages * (10 * i + phase) / (10 * many));
            if (!reached) {
                wrong.add("reached " + points + " of " + messages + " messages");
            }
        }
    }

    private boolean strikes(int message) throws IOException {
        scene.beginAfter(state);
        Attempt attempt = fault.at(scene, message);
        judge(attempt, "message " + message);
        return attempt.struck();
    }

    /** With disks that hold ever longer files, until all that the command writes finds room. */
    void everyDisk(int step) throws IOException {
        int blocks = 0;
        boolean enough = false;
        while (!enough) {
            scene.begin();
            Attempt attempt = Attempt.limited(scene, blocks);
            enough = attempt.exit() == 0 && blocks > longestFile() / 512;
            judge(attempt, blocks + " blocks of disk");
            blocks += blocks < 4 ? 1 : step;
        }
    }

    private long longestFile() throws IOException {
        long longest = 0;
        try (Stream<Path> files = Files.walk(scene.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                longest = Math.max(longest, file.equals(scene.archive()) ? 0 : Files.size(file));
            }
        }
        return longest;
    }

    /** With these archives. The database is looked at from time to time: what one has changed, the next one does not heal. */
    void archives(List<Damage> all) throws IOException {
        scene.begin();
        Path file = scene.path().archive(scene);
        for (int i = 0; i < all.size(); i++) {
            all.get(i).writeTo(file);
            CommandRun run = scene.run();
            Attempt attempt = new Attempt(run.exitCode(), run.err(), true, 0);
            boolean last = i == all.size() - 1;
            if (run.exitCode() == DAMAGED
                    && i % LOOK_EVERY > 0
                    && !last
                    && !scene.path().recovers()) {
                points++;
                old++;
                continue;
            }
            Files.copy(scene.path().original(scene), file, StandardCopyOption.REPLACE_EXISTING);
            if (run.exitCode() != 0 && run.exitCode() != DAMAGED) {
                wrong.add(scene.path() + ", " + all.get(i) + ": exit code " + run.exitCode() + ", " + run.err());
            }
            judge(attempt, all.get(i).toString());
            scene.begin();
        }
    }

    private void judge(Attempt attempt, String where) throws IOException {
        Judgement judgement = Judgement.of(scene, attempt, fault);
        state = judgement.wrong().isEmpty() ? judgement.state() : "";
        if (!judgement.wrong().isEmpty()) {
            wrong.add(scene.path() + ", " + fault + " at " + where + ": " + judgement.wrong() + "; exit code "
                    + attempt.exit() + ", said " + attempt.said().strip());
        }
        if (attempt.struck()) {
            points++;
            old += judgement.state().equals("old") ? 1 : 0;
            recovered += judgement.recovered() ? 1 : 0;
        }
    }
}
