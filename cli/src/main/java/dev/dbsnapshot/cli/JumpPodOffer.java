package dev.dbsnapshot.cli;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.route.NoRouteException;

/** What is left where no way leads to the database: a pod beside the application, if the person agrees to one. */
final class JumpPodOffer {

    private JumpPodOffer() {}

    /**
     * Asks for it.
     *
     * @param failure why there is no way
     * @param yes whether the person agreed beforehand
     * @throws SnapshotException if nobody agreed
     */
    static void require(NoRouteException failure, boolean yes, ProgressLines lines) {
        lines.say(String.valueOf(failure.getMessage()), true);
        if (yes) {
            lines.say("moving on to a jump pod", true);
            return;
        }
        if (!lines.canAsk()) {
            throw refused(failure, "--via jump-pod does it in a pod beside the application, or --yes if nothing else");
        }
        String typed = lines.ask("Start a pod beside the application that does it instead? (y/N): ");
        if (typed == null || !typed.toLowerCase(java.util.Locale.ROOT).matches("y|yes")) {
            throw refused(failure, "nobody agreed to a jump pod");
        }
    }

    private static SnapshotException refused(NoRouteException failure, String more) {
        return new SnapshotException(ErrorCode.CONNECTION, failure.getMessage() + "; " + more, failure);
    }
}
