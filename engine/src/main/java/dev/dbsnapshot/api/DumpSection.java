package dev.dbsnapshot.api;

/** The sections of a dump ({@code --section}). */
public enum DumpSection {
    /** Definitions that rows need. */
    PRE_DATA,
    /** Rows, large objects, positions of sequences. */
    DATA,
    /** Indexes, constraints, triggers, rules: what is made when the rows are there. */
    POST_DATA
}
