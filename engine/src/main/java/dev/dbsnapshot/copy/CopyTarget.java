package dev.dbsnapshot.copy;

/** Takes what one of several COPY statements returns. */
public interface CopyTarget extends ByteSink {

    /** The statement begins to return rows. */
    void begin();

    /**
     * The statement has returned all rows.
     *
     * @param copied how many rows and bytes
     */
    void end(Copied copied);
}
