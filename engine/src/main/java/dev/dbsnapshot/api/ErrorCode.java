package dev.dbsnapshot.api;

/** What kind of failure a {@link SnapshotException} reports. Constants are only ever added. */
public enum ErrorCode {
    /** The caller asked for something that makes no sense, such as a file that is not there. */
    USAGE,
    /** The server could not be reached, or refused the login. */
    CONNECTION,
    /** The connection broke while it was in use. */
    CONNECTION_LOST,
    /** The role lacks a privilege that the work needs. */
    PRIVILEGE,
    /** The server refused a statement. */
    SERVER,
    /** The database holds something that this version does not know how to carry. */
    UNSUPPORTED,
    /** The archive is damaged, or is not an archive. */
    ARCHIVE,
    /** Reading or writing a local file failed, for example because the disk is full. */
    IO,
    /** The state of the target forbids the work, for example because it is not empty. */
    CONFLICT,
    /** The caller cancelled the work. */
    CANCELLED
}
