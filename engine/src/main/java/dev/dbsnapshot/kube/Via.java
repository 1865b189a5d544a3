package dev.dbsnapshot.kube;

import java.util.Locale;

/** The ways to a database that an application in a cluster uses. */
public enum Via {
    /** The first that works of {@link #TUNNEL}, {@link #EXEC} and {@link #DIRECT}; then, if the person agrees, {@link #JUMP_POD}. */
    AUTO,
    /** A port-forward into the database's pod. */
    TUNNEL,
    /** A relay in a pod of the application, for databases outside the cluster. */
    EXEC,
    /** Plain TCP, from inside the cluster or where the host can be reached. */
    DIRECT,
    /** The programs of PostgreSQL in a pod beside the application; the database is not reached from here at all. */
    JUMP_POD;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
