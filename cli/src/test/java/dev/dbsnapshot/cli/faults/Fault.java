package dev.dbsnapshot.cli.faults;

import dev.dbsnapshot.testdata.FaultProxy.After;
import java.util.List;
import java.util.stream.Stream;

/** What goes wrong while a command runs. */
enum Fault {
    /** All connections break before the server gets a message; new ones work. */
    CUT("connection cut"),
    /** The server gets a message, and its answer is lost with the connection. */
    ANSWER_LOST("answer lost"),
    /** All processes of the server are killed, and it starts again. */
    SERVER_STOP("server stop"),
    /** The disk of the server becomes full, and stays so until the command has ended. */
    SERVER_DISK("server's disk full"),
    /** The process gets SIGINT, as Ctrl-C sends it. */
    SIGINT("SIGINT"),
    /** The process is killed; every second time the server still gets the message that was on its way. */
    SIGKILL("SIGKILL"),
    /** No file of the process can become longer than a limit: the log, the journal, the safety snapshot. */
    CLIENT_DISK("client's disk full"),
    /** The archive that is restored is cut off or holds another byte. */
    ARCHIVE("archive damaged");

    private final String title;

    Fault(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Whether it happens to a process of its own. */
    boolean needsProcess() {
        return this == SIGINT || this == SIGKILL || this == CLIENT_DISK;
    }

    /** Those that happen at a message. */
    static List<Fault> atMessages() {
        return Stream.of(values())
                .filter(fault -> fault != CLIENT_DISK && fault != ARCHIVE)
                .toList();
    }

    /** Runs the command, and lets it happen at a message, counted from 1. */
    Attempt at(Scene scene, int message) {
        return switch (this) {
            case CUT -> Attempt.inProcess(scene, message, () -> After.CUT);
            case ANSWER_LOST -> Attempt.inProcess(scene, message, () -> After.LOSE_ANSWER);
            case SERVER_STOP ->
                Attempt.inProcess(scene, message, () -> {
                    scene.server().kill();
                    scene.server().startAgain();
                    return After.CUT;
                });
            case SERVER_DISK -> {
                try {
                    yield Attempt.inProcess(scene, message, () -> {
                        scene.server().fillSmallDisk();
                        return After.PASS;
                    });
                } finally {
                    scene.server().clearSmallDisk();
                }
            }
            case SIGINT ->
                Attempt.signalled(scene, message, process -> {
                    int before = scene.proxy().connections();
                    Attempt.interrupt(process);
                    // Until the request to cancel arrives, which needs a connection of its own.
                    for (int i = 0; i < 25 && process.isAlive() && scene.proxy().connections() == before; i++) {
                        Attempt.pause();
                    }
                    return After.PASS;
                });
            case SIGKILL ->
                Attempt.signalled(scene, message, process -> {
                    process.toHandle().destroyForcibly();
                    process.onExit().join();
                    return message % 2 == 0 ? After.PASS : After.CUT;
                });
            case CLIENT_DISK, ARCHIVE ->
                throw new IllegalArgumentException(this + " happens to files, not at a message");
        };
    }
}
