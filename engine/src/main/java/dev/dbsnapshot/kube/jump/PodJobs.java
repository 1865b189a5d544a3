package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Long work in the pod. It runs apart from the stream that starts it and is looked after by short questions, so that no
 * idle timeout between here and there can end it. Used by one thread.
 */
final class PodJobs {

    private static final int LONGEST_COMPLAINT = 2000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final String START = """
        mkdir "job-$1" 2>/dev/null || exit 0
        head -c "$2" > "job-$1/script" || exit 1
        ( sh "job-$1/script" > "job-$1/out" 2> "job-$1/err"; echo $? > "job-$1/code"; mv "job-$1/code" "job-$1/exit" ) \\
            < /dev/null > /dev/null 2>&1 &
        """;

    /** The exit code, or nothing yet; and how far it is, by a file that grows. */
    private static final String LOOK = """
        if [ -e "job-$1/exit" ]; then cat "job-$1/exit"; else echo running; fi
        if [ -e "$2" ]; then echo $(($(wc -c < "$2"))); else echo 0; fi
        """;

    private final PodShell shell;
    private int number;

    PodJobs(PodShell shell) {
        this.shell = shell;
    }

    /** Runs a script to its end and returns what it wrote; it must succeed. */
    String run(String doing, String script, LongConsumer moved) {
        return run(doing, script, "", moved);
    }

    /** The same, telling how large a file of it is meanwhile. */
    String run(String doing, String script, String growing, LongConsumer moved) {
        String job = Integer.toString(++number);
        byte[] text = script.getBytes(StandardCharsets.UTF_8);
        String unused = shell.ask(doing, START, text, job, Integer.toString(text.length));
        String state = "running";
        Duration pause = FIRST_PAUSE;
        while (state.equals("running")) {
            PodShell.pause(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            String[] looked = shell.ask(doing, LOOK, job, growing).split("\\s+");
            state = looked[0];
            if (looked.length > 1 && looked[1].matches("\\d{1,18}")) {
                moved.accept(Long.parseLong(looked[1]));
            }
        }
        if (!state.equals("0")) {
            String complaint =
                    shell.ask(doing, "head -c \"$2\" \"job-$1/err\"", job, Integer.toString(LONGEST_COMPLAINT));
            throw new SnapshotException(
                    ErrorCode.SERVER,
                    doing + " in pod " + JumpPodSpec.NAME + " failed (exit code " + state + "): "
                            + (complaint.isBlank() ? "it gave no reason" : complaint.strip()));
        }
        return shell.ask(doing, "cat \"job-$1/out\"", job);
    }
}
