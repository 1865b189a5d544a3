package dev.dbsnapshot.kube.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the person said about the image of the jump pod, and where logins to registries are kept. Immutable. The text
 * form shows none of the environment.
 *
 * @param image the whole reference, if the person named it
 * @param registry the registry ({@code host}, {@code host:port} or {@code host/folder}), if the person named it
 * @param forceInsecure whether certificates are not checked and plain HTTP will do
 * @param authFiles files of Docker and Podman with logins; those that do not exist are left out, the first counts most
 * @param environment what credential helpers see, and whose {@code PATH} they are looked up in
 */
public record ImageRequest(
        Optional<String> image,
        Optional<String> registry,
        boolean forceInsecure,
        List<Path> authFiles,
        Map<String, String> environment) {

    /** Nothing was said. */
    public static final ImageRequest NONE =
            new ImageRequest(Optional.empty(), Optional.empty(), false, List.of(), Map.of());

    /** Copies the lists. */
    public ImageRequest {
        authFiles = List.copyOf(authFiles);
        environment = Map.copyOf(environment);
    }

    @Override
    public String toString() {
        return "ImageRequest[image=" + image + ", registry=" + registry + ", forceInsecure=" + forceInsecure + "]";
    }
}
