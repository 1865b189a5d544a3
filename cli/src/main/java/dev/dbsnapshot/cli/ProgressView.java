package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.Progress;

/** How a person, or a program, is shown what happens. */
interface ProgressView extends AutoCloseable {

    /** Something happened. */
    void on(Progress.Event event);

    /** A line for the person: what has no event of its own. */
    void line(String text);

    /** What is on the screen only for the moment goes away, because somebody else writes there now. */
    default void pause() {}

    @Override
    default void close() {}
}
