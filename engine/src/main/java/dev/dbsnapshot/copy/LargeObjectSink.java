package dev.dbsnapshot.copy;

/** Takes large objects one after the other. */
public interface LargeObjectSink {

    /**
     * An object begins.
     *
     * @param oid its OID
     * @return what takes its content
     */
    ByteSink begin(long oid);

    /**
     * The object that began last is complete.
     *
     * @param oid its OID
     */
    void end(long oid);
}
