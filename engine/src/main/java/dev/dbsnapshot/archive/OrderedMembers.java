package dev.dbsnapshot.archive;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Lets several threads write members of one archive at the same time, in an order that is fixed beforehand. The portion
 * that is next in the file goes straight into it; the others wait in memory, or in files where that is not enough. The
 * bytes of the archive are the same as if one thread had written them. Thread-safe; each portion belongs to one thread.
 */
public final class OrderedMembers implements AutoCloseable {

    private final ArchiveWriter archive;
    private final Chunks memory;
    private final SpoolFiles files;
    private final List<PortionWriter> portions;
    private volatile boolean complete;

    /**
     * Begins with the first portion. Until it is complete, nobody else uses the archive.
     *
     * @param archive with nothing in it yet, or what comes before these portions
     * @param count how many portions there will be
     * @param memoryBytes how many bytes may wait in memory
     * @param files where the rest waits
     */
    public OrderedMembers(ArchiveWriter archive, int count, long memoryBytes, SpoolFiles files) {
        this.archive = archive;
        this.memory = new Chunks(memoryBytes);
        this.files = files;
        this.portions = IntStream.range(0, count)
                .mapToObj(index -> new PortionWriter(this, index))
                .toList();
        advance(0);
    }

    /** The portion of this place, from 0. */
    public PortionWriter portion(int index) {
        return portions.get(index);
    }

    /** Fails unless all portions are in the file. */
    public void requireComplete() {
        if (!complete) {
            throw new IllegalStateException("a portion of the archive is missing");
        }
    }

    /** Only one thread at a time is here: the one that has finished what was next in the file. */
    void advance(int from) {
        for (int index = from; index < portions.size(); index++) {
            if (!portions.get(index).promote()) {
                return;
            }
        }
        complete = true;
    }

    ArchiveWriter archive() {
        return archive;
    }

    WaitingContent newContent() {
        return new WaitingContent(memory, files);
    }

    /** Releases what still waits, which is something only after a failure. Nobody writes any more. */
    @Override
    public void close() {
        portions.forEach(PortionWriter::forget);
    }
}
