package dev.dbsnapshot.api;

/** Options of a restore that are either on or off, with pg_restore's meaning. Constants are only ever added. */
public enum RestoreFlag {
    /** Objects go to the owners that they had; without it they belong to the role that restores. */
    OWNER,
    /** Privileges and default privileges are granted, as far as the archive has them. */
    PRIVILEGES,
    /** No comments. */
    NO_COMMENTS,
    /** No policies, and row security stays off. */
    NO_POLICIES,
    /** No publications. */
    NO_PUBLICATIONS,
    /** No subscriptions. */
    NO_SUBSCRIPTIONS,
    /** No security labels. */
    NO_SECURITY_LABELS,
    /** Everything into the tablespace that is the default. */
    NO_TABLESPACES,
    /** Everything with the table access method that is the default. */
    NO_TABLE_ACCESS_METHOD
}
