package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.util.Optional;

/** Which image the jump pod runs. */
final class JumpImage {

    /** The variable of the application that tells where its own image is. */
    static final String REPOSITORY_VARIABLE = "FORGE_API_IMAGE_REPOSITORY";

    private static final String NAME = "poolside-database-client";
    private static final String TAG = "v0.0.3";

    private JumpImage() {}

    /** The image that was named; else the known one in the registry that was named, else in the application's. */
    static String choose(Optional<String> image, Optional<String> registry, Optional<String> repository) {
        return image.orElseGet(() -> registry.or(() -> repository.map(JumpImage::host))
                        .map(host -> host.replaceAll("/+$", ""))
                        .orElseThrow(() -> new SnapshotException(
                                ErrorCode.USAGE,
                                "which image the jump pod should run is not known: the application has no "
                                        + REPOSITORY_VARIABLE + ": name the image by --image or the registry by"
                                        + " --registry"))
                + "/" + NAME + ":" + TAG);
    }

    private static String host(String repository) {
        int slash = repository.indexOf('/');
        return slash < 0 ? repository : repository.substring(0, slash);
    }

    /** What to do when an image cannot be pulled. */
    static String remedy(String image) {
        int tag = image.lastIndexOf(':');
        String repository = image.contains("@")
                ? image.substring(0, image.indexOf('@'))
                : tag > image.lastIndexOf('/') ? image.substring(0, tag) : image;
        return "list the tags that there are by: skopeo list-tags docker://" + repository + " and name one by --image "
                + repository + ":<tag>";
    }
}
