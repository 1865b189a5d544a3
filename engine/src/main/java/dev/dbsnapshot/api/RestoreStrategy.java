package dev.dbsnapshot.api;

/** How a restore gets to its end whole or not at all. Constants are only ever added. */
public enum RestoreStrategy {
    /** One transaction in the database itself. */
    IN_PLACE,
    /** A new database beside the old one, made by several connections, which takes the old one's name at the end. */
    SWAP,
    /**
     * Several transactions and connections in the database itself, for what one transaction cannot hold: a verified
     * safety snapshot taken before stands in for the transaction.
     */
    NO_ATOMIC
}
