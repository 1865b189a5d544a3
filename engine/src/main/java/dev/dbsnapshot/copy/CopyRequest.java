package dev.dbsnapshot.copy;

/**
 * One of several COPY statements.
 *
 * @param label what errors call what it returns
 * @param sql the COPY ... TO stdout statement
 * @param target where its rows go
 */
public record CopyRequest(String label, String sql, CopyTarget target) {}
