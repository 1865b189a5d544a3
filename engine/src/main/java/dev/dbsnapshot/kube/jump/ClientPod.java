package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Queries;
import dev.dbsnapshot.kube.settings.DatabaseSettings;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A pod that runs, with PostgreSQL's client programs for a database whose password it alone knows. Closing it removes it,
 * if this run has made it. Used by one thread.
 */
public final class ClientPod implements AutoCloseable {

    private final DatabaseSettings database;
    private final PodShell shell;
    private final PodJobs jobs;
    private final PodFiles files;
    private final Runnable remove;

    ClientPod(DatabaseSettings database, PodShell shell, Runnable remove) {
        this.database = database;
        this.shell = shell;
        this.jobs = new PodJobs(shell);
        this.files = new PodFiles(shell);
        this.remove = remove;
    }

    /** The database, without its password. */
    public ConnectionSpec target() {
        return ConnectionSpec.builder()
                .found(database.values(), database.sources())
                .defaultUser("postgres")
                .build();
    }

    /** Asks the database, by psql. */
    public Queries queries() {
        return new PodQueries(shell);
    }

    /**
     * Runs a script of sh, which finds the database in libpq's variables, and returns what it writes.
     *
     * @param doing what it does, for messages
     * @param script the script; it must succeed
     * @param growing a file of it that tells how far it is, or empty
     * @param moved hears how many bytes that has
     */
    public String run(String doing, String script, String growing, LongConsumer moved) {
        return jobs.run(doing, script, growing, moved);
    }

    /** Length and digest of a file. */
    public FileFacts facts(String name) {
        return files.facts(jobs, name);
    }

    /** Fetches a file, and compares it with its facts. */
    public void download(String name, FileFacts facts, FileChannel to, LongConsumer moved) {
        files.download(name, facts, to, moved);
    }

    /** Sends a file, and compares what has arrived. */
    public void upload(Path file, String name, LongConsumer moved) {
        files.upload(jobs, file, name, moved);
    }

    /** Writes a small file. */
    public void write(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String size = shell.ask(
                "writing " + name,
                "head -c \"$1\" > \"$2\" && echo $(($(wc -c < \"$2\")))",
                bytes,
                Integer.toString(bytes.length),
                name);
        if (!size.strip().equals(Integer.toString(bytes.length))) {
            throw PodShell.failed("writing " + name, 0, size.strip() + " of " + bytes.length + " bytes are there");
        }
    }

    @Override
    public void close() {
        remove.run();
    }
}
