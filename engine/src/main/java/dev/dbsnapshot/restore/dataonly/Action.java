package dev.dbsnapshot.restore.dataonly;

/**
 * Something that is done to the live database beside loading rows.
 *
 * @param label what messages call it
 * @param sql complete statements
 */
record Action(String label, String sql) {}
