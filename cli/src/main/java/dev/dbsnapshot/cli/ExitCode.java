package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;

/** The exit codes of the command. They are part of its interface: none changes its meaning. */
enum ExitCode {
    /** Done, and nothing else. */
    SUCCESS(0),
    /** Something failed that has no code of its own. */
    FAILURE(1),
    /** The command line makes no sense, or names something that is not there. */
    USAGE(2),
    /** The server cannot be reached, refuses the login, or went away. */
    CONNECTION(3),
    /** The archive is damaged, or is no archive. */
    ARCHIVE(4),
    /** The state of the target forbids the work, or the person did not agree. */
    CONFLICT(5),
    /** The database holds something that cannot be carried. */
    UNSUPPORTED(6),
    /** A local file cannot be read or written. */
    IO(7),
    /** The role lacks a privilege. */
    PRIVILEGE(8),
    /** Ended by Ctrl-C or a termination signal, cleanly. */
    CANCELLED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ExitCode of(ErrorCode code) {
        return switch (code) {
            case USAGE -> USAGE;
            case CONNECTION, CONNECTION_LOST -> CONNECTION;
            case PRIVILEGE -> PRIVILEGE;
            case SERVER -> FAILURE;
            case UNSUPPORTED -> UNSUPPORTED;
            case ARCHIVE -> ARCHIVE;
            case IO -> IO;
            case CONFLICT -> CONFLICT;
            case CANCELLED -> CANCELLED;
        };
    }
}
