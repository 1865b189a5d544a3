package dev.dbsnapshot.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How the programs of a server are started: PostgreSQL refuses to run as root, so root becomes somebody else first.
 * Immutable.
 *
 * @param prefix what stands before a command
 * @param user the user that files must belong to, or {@code ""} if they may stay as they are
 * @param oneArgument whether the command follows as one argument, in a shell's words
 */
record RunAs(List<String> prefix, String user, boolean oneArgument) {

    private static final List<String> USERS = List.of("postgres", "nobody");

    RunAs {
        prefix = List.copyOf(prefix);
    }

    /** The first way that this machine allows. */
    static RunAs detect() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new RunAs(List.of(), "", false);
        }
        return ways().stream()
                .filter(RunAs::works)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "PostgreSQL does not run as root, and unshare, setpriv, runuser and su all fail here;"
                                + " use another user"));
    }

    /** All ways for root, the best first. In a user namespace of its own, root is nobody and files stay as they are. */
    static List<RunAs> ways() {
        List<RunAs> ways = new ArrayList<>();
        ways.add(new RunAs(List.of("unshare", "-U"), "", false));
        for (String user : USERS) {
            ways.add(new RunAs(
                    List.of("setpriv", "--reuid", user, "--regid", group(user), "--clear-groups"), user, false));
            ways.add(new RunAs(List.of("runuser", "-u", user, "--"), user, false));
            ways.add(new RunAs(List.of("su", user, "-s", "/bin/sh", "-c"), user, true));
        }
        return ways;
    }

    private static String group(String user) {
        return user.equals("nobody") ? "nogroup" : user;
    }

    /**
     * The same in a mount namespace of its own, where a folder is a file system in memory of this size that goes with the
     * last process. It needs a Linux that lets users make namespaces, and unshare of util-linux 2.37 or newer.
     */
    RunAs withSmallDisk(Path folder, int mebibytes) {
        List<String> command = new ArrayList<>(prefix.contains("unshare") ? List.of() : prefix);
        // The user of a file must have a number in the namespace, and PostgreSQL does not run as number 0.
        command.addAll(List.of("unshare", "-Um", "--map-user=1000", "--map-group=1000", "--keep-caps", "sh", "-c"));
        command.add("mount -t tmpfs -o size=" + mebibytes + "m tmpfs '" + folder + "' && exec \"$0\" \"$@\"");
        return new RunAs(command, user, oneArgument);
    }

    /** Whether this machine allows it. */
    boolean works() {
        try {
            return execute(Path.of("/"), List.of("id")).exit() == 0;
        } catch (UncheckedIOException e) {
            return false; // No such program here.
        }
    }

    /** Makes a folder belong to the user that the programs run as. */
    void give(Path folder) {
        if (!user.isEmpty()) {
            new RunAs(List.of(), "", false)
                    .execute(Path.of("/"), List.of("chown", "-R", user, folder.toString()))
                    .orThrow();
        }
    }

    /** Runs a command to its end; what it writes to stdout and stderr comes back in one. */
    Outcome execute(Path folder, List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        if (oneArgument) {
            all.add(command.stream()
                    .map(word -> "'" + word.replace("'", "'\\''") + "'")
                    .collect(Collectors.joining(" ")));
        } else {
            all.addAll(command);
        }
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(all + " did not end");
            }
            return new Outcome(all, process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + all, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + all + " was running", e);
        }
    }

    /** What a command left behind. */
    record Outcome(List<String> command, int exit, String output) {

        Outcome orThrow() {
            if (exit != 0) {
                throw new IllegalStateException(
                        String.format(Locale.ROOT, "%s ended with %d: %s", command, exit, output));
            }
            return this;
        }
    }
}
