package dev.dbsnapshot.toc;

/** The section of an archive an entry belongs to; {@link #code()} is pg_dump's {@code teSection}. */
public enum Section {
    /** Comments, privileges and security labels: they go with the object that they are about. */
    NONE(1),
    /** Definitions that data needs. */
    PRE_DATA(2),
    /** Rows, large objects, positions of sequences. */
    DATA(3),
    /** Definitions that need data. */
    POST_DATA(4);

    private final int code;

    Section(int code) {
        this.code = code;
    }

    /** The number in the archive. */
    public int code() {
        return code;
    }
}
