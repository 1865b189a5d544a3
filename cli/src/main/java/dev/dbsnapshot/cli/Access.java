package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Quiesce;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.api.Transport;
import dev.dbsnapshot.connect.ConnectionSpec;
import dev.dbsnapshot.connect.Direct;
import dev.dbsnapshot.kube.jump.ClientPod;
import dev.dbsnapshot.kube.registry.ImageRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How a command reaches its database, and the application that uses it. */
interface Access extends AutoCloseable {

    /** The database. */
    ConnectionSpec specification();

    /** Opens the connections to it. */
    Transport transport(ConnectionSpec specification);

    /** Stops the application, where this command knows one. */
    Quiesce quiesce();

    /** Whether PostgreSQL's own programs in a pod are to do the work, and nothing reaches the database from here. */
    boolean wantsJumpPod();

    /** Makes the pod, works, and removes it. */
    <T> T inJumpPod(String purpose, ImageRequest image, Function<ClientPod, T> work);

    /** The cluster that it is in, in one line, or empty. */
    String cluster();

    /** What becomes of the application while everything in the database is dropped and made anew, in one line. */
    String whileDropped();

    /** Applications that a restore stopped and could not start again, one line each. */
    List<String> leftStopped();

    /** Starts them; tells of each in one line. */
    List<String> startAgain();

    /** The same for the one that a journal tells of. */
    String startAgain(Map<String, String> facts);

    @Override
    void close();

    /** A database that is named without any cluster. */
    record WithoutCluster(ConnectionSpec specification) implements Access {

        @Override
        public Transport transport(ConnectionSpec unused) {
            return new Direct();
        }

        @Override
        public Quiesce quiesce() {
            return Quiesce.NONE;
        }

        @Override
        public boolean wantsJumpPod() {
            return false;
        }

        @Override
        public <T> T inJumpPod(String purpose, ImageRequest image, Function<ClientPod, T> work) {
            throw new IllegalStateException("a jump pod belongs to a cluster");
        }

        @Override
        public String cluster() {
            return "";
        }

        @Override
        public String whileDropped() {
            return "The application must be stopped: its tables are not there while this goes on.";
        }

        @Override
        public List<String> leftStopped() {
            return List.of();
        }

        @Override
        public List<String> startAgain() {
            return List.of();
        }

        @Override
        public String startAgain(Map<String, String> facts) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "Deployment " + facts.get("deployment") + " in namespace " + facts.get("namespace")
                            + " was stopped by a restore: name its cluster instead of the database (--namespace)");
        }

        @Override
        public void close() {}
    }
}
