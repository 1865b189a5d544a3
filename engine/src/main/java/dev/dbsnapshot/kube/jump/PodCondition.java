package dev.dbsnapshot.kube.jump;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a pod is.
 *
 * @param progress whether it runs, may still come to run, or will not without help
 * @param reason the kubelet's or the scheduler's word for it; empty if they gave none
 * @param message their explanation; empty if they gave none
 */
record PodCondition(Progress progress, String reason, String message) {

    enum Progress {
        RUNNING,
        WAITING,
        FAILED
    }

    private static final Set<String> IMAGE =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable");

    /** What the kubelet tries once more before it gives up for a while. */
    private static final String FIRST_TRY = "ErrImagePull";

    private static final Set<String> FINAL = Set.of(
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "CrashLoopBackOff",
            "StartError");

    static PodCondition of(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return new PodCondition(Progress.WAITING, "", "");
        }
        Optional<ContainerState> state =
                status.getContainerStatuses().stream().findFirst().map(ContainerStatus::getState);
        if ("Failed".equals(status.getPhase()) || "Succeeded".equals(status.getPhase())) {
            return ended(status, state);
        }
        if ("Running".equals(status.getPhase())) {
            return new PodCondition(Progress.RUNNING, "", "");
        }
        return state.flatMap(found -> Optional.ofNullable(found.getWaiting()))
                .map(waiting -> {
                    String reason = text(waiting.getReason());
                    boolean hopeless = FINAL.contains(reason) || (IMAGE.contains(reason) && !reason.equals(FIRST_TRY));
                    return new PodCondition(
                            hopeless ? Progress.FAILED : Progress.WAITING, reason, text(waiting.getMessage()));
                })
                .orElseGet(() -> unscheduled(status));
    }

    private static PodCondition ended(PodStatus status, Optional<ContainerState> state) {
        return state.flatMap(found -> Optional.ofNullable(found.getTerminated()))
                .filter(end -> text(status.getReason()).isEmpty())
                .map(end -> new PodCondition(
                        Progress.FAILED,
                        text(end.getReason()),
                        text(end.getMessage()).isEmpty() ? "exit code " + end.getExitCode() : text(end.getMessage())))
                .orElseGet(
                        () -> new PodCondition(Progress.FAILED, text(status.getReason()), text(status.getMessage())));
    }

    private static PodCondition unscheduled(PodStatus status) {
        return status.getConditions().stream()
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .map(condition ->
                        new PodCondition(Progress.WAITING, text(condition.getReason()), text(condition.getMessage())))
                .findFirst()
                .orElse(new PodCondition(Progress.WAITING, "", ""));
    }

    boolean concernsImage() {
        return IMAGE.contains(reason);
    }

    /** Reason and explanation, as far as there are any. */
    @Override
    public String toString() {
        return reason + (reason.isEmpty() || message.isEmpty() ? "" : ": ") + message;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
