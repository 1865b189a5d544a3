package dev.dbsnapshot.backup;

import dev.dbsnapshot.testdata.PostgresServer;
import java.util.List;

/** A database of tables of the same size: what is in which member of an archive can be seen. */
final class LetterTables {

    private LetterTables() {}

    /**
     * Makes a database.
     *
     * @param names a letter each: the table's name, and what its rows consist of
     * @param rows of each table
     * @param width of each row, in bytes
     * @return the database's name
     */
    static String fill(PostgresServer server, List<String> names, int rows, int width) {
        String database = server.createDatabase();
        for (String name : names) {
            server.run(
                    database,
                    "CREATE TABLE %1$s AS SELECT g, repeat('%1$s', %2$d) AS t FROM generate_series(1, %3$d) g"
                            .formatted(name, width, rows));
        }
        return database;
    }
}
