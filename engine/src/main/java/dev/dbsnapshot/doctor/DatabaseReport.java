package dev.dbsnapshot.doctor;

import dev.dbsnapshot.api.Check;
import java.util.List;

/**
 * What was found out about a database.
 *
 * @param checks each thing that was looked at
 * @param grants the lines of a script that gives the role what it lacks
 * @param bytes the size of the database
 */
public record DatabaseReport(List<Check> checks, List<String> grants, long bytes) {

    /** Copies the lists. */
    public DatabaseReport {
        checks = List.copyOf(checks);
        grants = List.copyOf(grants);
    }
}
