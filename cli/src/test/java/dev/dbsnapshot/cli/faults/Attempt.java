package dev.dbsnapshot.cli.faults;

import dev.dbsnapshot.cli.CommandRun;
import dev.dbsnapshot.cli.Main;
import dev.dbsnapshot.testdata.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One run of a path's command in which something went wrong.
 *
 * @param exit its exit code, or {@link #HANGS}
 * @param said what it wrote to standard error
 * @param struck whether it came to the moment in which the fault happens
 * @param messages how many messages it took, those after the fault included
 */
record Attempt(int exit, String said, boolean struck, int messages) {

    static final int HANGS = -1;
    static final int KILLED = 128 + 9;
    private static final int DEADLINE_SECONDS = 90;

    /** Runs it in this JVM. */
    static Attempt inProcess(Scene scene, int message, FaultProxy.Strike strike) {
        OneStrike one = new OneStrike(strike);
        scene.proxy().atQuestion(message, one);
        FutureTask<CommandRun> task = new FutureTask<>(scene::run);
        Thread thread = new Thread(task, "command");
        thread.setDaemon(true);
        thread.start();
        try {
            CommandRun run = task.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            return new Attempt(
                    run.exitCode(), run.err(), one.hasHappened(), scene.proxy().questions());
        } catch (TimeoutException e) {
            String where =
                    Arrays.stream(thread.getStackTrace()).map(String::valueOf).collect(Collectors.joining("; "));
            scene.proxy().cut();
            return new Attempt(HANGS, where, one.hasHappened(), scene.proxy().questions());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs it in a JVM of its own, to which something happens at a message. */
    static Attempt signalled(Scene scene, int message, Function<Process, FaultProxy.After> strike) {
        CompletableFuture<Process> started = new CompletableFuture<>();
        OneStrike one = new OneStrike(() -> strike.apply(started.join()));
        scene.proxy().atQuestion(message, one);
        return run(scene, List.of(), false, started, one);
    }

    /** Runs it in a JVM of its own whose files have at most this many blocks of 512 bytes. */
    static Attempt limited(Scene scene, int blocks) {
        scene.calm();
        List<String> limit = List.of("sh", "-c", "ulimit -f " + blocks + "; exec \"$0\" \"$@\"");
        return run(scene, limit, true, new CompletableFuture<>(), OneStrike.already());
    }

    private static Attempt run(
            Scene scene, List<String> before, boolean safely, CompletableFuture<Process> started, OneStrike strike) {
        List<String> command = new ArrayList<>(before);
        command.addAll(HeedsInterrupts.PREFIX);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
        command.add("-Djava.io.tmpdir=" + scene.home().resolve("tmp"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(scene.path().arguments(scene, safely));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("HOME", scene.home().toString());
        try {
            Process process = builder.start();
            started.complete(process);
            // Through a pipe: a limit on the size of files must not be one on what it says.
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> all(process));
            int exit = HANGS;
            if (process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                exit = process.exitValue();
            } else {
                process.destroyForcibly().onExit().join();
            }
            String said = new String(output.join(), StandardCharsets.UTF_8);
            return new Attempt(
                    exit,
                    said.replaceAll("(?m)^SLF4J.*\\R", ""),
                    strike.hasHappened(),
                    scene.proxy().questions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whoever runs a build in the background ignores SIGINT, and so would its children. */
    private static final class HeedsInterrupts {
        private static final List<String> WORDS = List.of("env", "--default-signal=INT");
        static final List<String> PREFIX = works() ? WORDS : List.of();

        private static boolean works() {
            try {
                return new ProcessBuilder(WORDS)
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException e) {
                return false; // No such program.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static byte[] all(Process process) {
        try {
            return process.getErrorStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGINT. */
    static void interrupt(Process process) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
