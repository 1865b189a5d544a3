package dev.dbsnapshot.connect;

import java.util.List;

/** Asks a database, over whatever way there is. */
public interface Queries {

    /** Runs one query and maps its rows. */
    <T> List<T> query(String sql, RowMapper<T> mapper);

    /** The server's version. */
    ServerVersion version();
}
