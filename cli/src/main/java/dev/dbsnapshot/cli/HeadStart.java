package dev.dbsnapshot.cli;

import java.io.IOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.util.GregorianCalendar;
import java.util.Objects;
import java.util.Set;

/**
 * Lets the JDK load what a command with a database will need while the command line is still being read, which takes as
 * long and needs nothing of it. It only loads: whatever fails here fails again, and is told, where it is needed.
 */
final class HeadStart implements Runnable {

    private static final Set<String> WITH_DATABASE = Set.of("create", "restore", "undo", "recover", "doctor");

    /** Begins, if the command line is of such a command. */
    static void begin(String... arguments) {
        for (String argument : arguments) {
            if (WITH_DATABASE.contains(argument)) {
                Thread thread = new Thread(new HeadStart(), "db-snapshot-head-start");
                thread.setDaemon(true);
                thread.start();
                return;
            }
        }
    }

    @Override
    public void run() {
        try (Socket socket = new Socket()) {
            Objects.requireNonNull(socket.getLocalAddress());
            // The driver reads versions by the one, and renders timestamps by the other.
            Objects.requireNonNull(NumberFormat.getIntegerInstance());
            Objects.requireNonNull(GregorianCalendar.getInstance());
            Objects.requireNonNull(MessageDigest.getInstance("SHA-256"));
            // Looks for other rules in every file of the class path.
            Objects.requireNonNull(ZoneId.systemDefault().getRules().getOffset(Instant.EPOCH));
        } catch (IOException | NoSuchAlgorithmException e) {
            // The command will say so.
        }
    }
}
