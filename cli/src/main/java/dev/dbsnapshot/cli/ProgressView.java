package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Progress;
import java.util.Map;

/** How a person, or a program, is shown what happens. */
interface ProgressView extends AutoCloseable {

    /** Something happened. */
    void on(Progress.Event event);

    /** A line for the person: what has no event of its own. */
    void line(String text);

    /** The last line of a run that succeeded, and the facts in it under names for programs. */
    default void result(String text, Map<String, Object> facts) {
        line(text);
    }

    /** The same where standard output tells it to persons already. */
    default void resultBesideOutput(String text, Map<String, Object> facts) {}

    /** What is on the screen only for the moment goes away, because somebody else writes there now. */
    default void pause() {}

    @Override
    default void close() {}
}
