package dev.dbsnapshot.restore.journal;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Journal;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.DatabaseIdentity;
import dev.dbsnapshot.store.FileFailure;
import dev.dbsnapshot.store.PendingFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one target: a file of JSON lines, each on disk before the act that it tells of begins. As long as it is
 * open nobody else can open it; the operating system lets go of it when the process dies. A file without open acts is
 * empty. Thread-safe.
 */
public final class FileJournal implements Journal, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    static final String ENDING = ".journal";

    private static final int LARGEST = 1 << 20;

    private final Path path;

    /** No FileChannel: interrupting the thread would close that, just when what was begun is to be reverted. */
    private final RandomAccessFile file;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, OpenAct> open = new LinkedHashMap<>();
    private long last;
    private volatile String target = DatabaseIdentity.UNKNOWN;

    private FileJournal(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Opens the journal of a target, and keeps others out of it.
     *
     * @param folder the folder of journals, which is made if it is not there
     * @param target which database; its server is known by the name that the caller has for it
     * @throws SnapshotException (CONFLICT) if another process has it open, (IO) if it cannot be read or written
     */
    public static FileJournal open(Path folder, ConnectionSpec target) {
        PendingFile.createFolder(folder);
        return open(path(folder, target), target.database());
    }

    static FileJournal open(Path path, String database) {
        RandomAccessFile file = null;
        boolean opened = false;
        try {
            create(path);
            file = new RandomAccessFile(path.toFile(), "rw");
            if (lock(file) == null) {
                throw new SnapshotException(
                        ErrorCode.CONFLICT,
                        "another restore into database " + database + " is running on this machine (it has " + path
                                + " open); wait until it has ended");
            }
            FileJournal journal = new FileJournal(path, file);
            journal.read();
            opened = true;
            return journal;
        } catch (IOException e) {
            throw FileFailure.of("cannot open journal " + path, e, "check that its folder is writable");
        } finally {
            if (!opened && file != null) {
                close(file, path);
            }
        }
    }

    /**
     * What is left to finish or revert in a journal, or is being done right now: nobody is kept out, and no file is made.
     *
     * @throws SnapshotException (IO) if it cannot be read
     */
    static List<OpenAct> left(Path path) {
        if (!Files.exists(path)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            Map<Long, OpenAct> acts = new LinkedHashMap<>();
            read(file, acts);
            return List.copyOf(acts.values());
        } catch (IOException e) {
            throw FileFailure.of("cannot read journal " + path, e, "check that it is readable");
        }
    }

    static Path path(Path folder, ConnectionSpec target) {
        return folder.resolve(TargetName.of(target) + ENDING);
    }

    private static void create(Path path) throws IOException {
        try {
            Files.createFile(path, PendingFile.ownerOnly(path));
        } catch (FileAlreadyExistsException e) {
            LOG.trace("{} is there already", path, e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Which database it is, as {@link DatabaseIdentity} tells; every act from now on says so. */
    public void identify(String identity) {
        target = identity;
    }

    /** What is left to finish or revert, in the order in which it was begun. */
    public List<OpenAct> open() {
        lock.lock();
        try {
            return List.copyOf(open.values());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fails if an earlier run left something to finish or revert.
     *
     * @throws SnapshotException (CONFLICT) that names what to do
     */
    public void mustBeSettled() {
        List<OpenAct> left = open();
        if (!left.isEmpty()) {
            throw unsettled(path, left.get(left.size() - 1));
        }
    }

    static SnapshotException unsettled(Path path, OpenAct act) {
        return new SnapshotException(
                ErrorCode.CONFLICT,
                "a restore of " + act.at() + " was interrupted (act " + act.act() + " in " + path
                        + " is open): run db-snapshot recover for this database first, which finishes or reverts it");
    }

    @Override
    public Note before(String act, Map<String, String> facts) {
        lock.lock();
        try {
            OpenAct begun = new OpenAct(++last, Instant.now(), target, act, facts);
            append(JournalLine.begun(begun));
            open.put(begun.number(), begun);
            return () -> settle(begun.number());
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is left of this act. */
    public void settle(long number) {
        lock.lock();
        try {
            if (open.remove(number) == null) {
                return;
            }
            if (open.isEmpty()) {
                empty();
            } else {
                append(JournalLine.settled(number));
            }
        } finally {
            lock.unlock();
        }
    }

    // All lines are settled: what stands here is no longer true, and the next run begins anew.
    private void empty() {
        try {
            file.setLength(0);
            file.getFD().sync();
            last = 0;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void append(String line) {
        try {
            file.seek(file.length());
            file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            file.getFD().sync();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void read() throws IOException {
        int complete = read(file, open);
        // A line without its end was being written when the process died: its act was never begun.
        file.setLength(complete);
        last = open.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Reads what is open, and returns how many bytes complete lines have. */
    private static int read(RandomAccessFile file, Map<Long, OpenAct> open) throws IOException {
        if (file.length() > LARGEST) {
            throw new IOException("it has " + file.length() + " bytes, more than any journal has");
        }
        byte[] bytes = new byte[(int) file.length()];
        file.readFully(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int complete = text.lastIndexOf('\n') + 1;
        for (String line :
                new String(bytes, 0, complete, StandardCharsets.UTF_8).lines().toList()) {
            try {
                JournalLine.apply(line, open);
            } catch (IllegalArgumentException e) {
                throw new IOException("it holds a line that is none of a journal: " + e.getMessage(), e);
            }
        }
        return complete;
    }

    private SnapshotException unwritable(IOException e) {
        return FileFailure.of("cannot write journal " + path, e, "free some space, and run db-snapshot recover");
    }

    private static @Nullable FileLock lock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // This very process has it open.
        }
    }

    private static void close(RandomAccessFile file, Path path) {
        try {
            file.close();
        } catch (IOException e) {
            throw FileFailure.of("cannot close journal " + path, e, "check the disk");
        }
    }

    @Override
    public void close() {
        close(file, path);
    }
}
