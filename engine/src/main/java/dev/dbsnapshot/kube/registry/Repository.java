package dev.dbsnapshot.kube.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * A repository of a registry.
 *
 * @param host the registry's name, with a port unless it is the usual one
 * @param path the repository's path in it
 */
record Repository(String host, String path) {

    /** The image of the bundle. */
    static final String NAME = "poolside-database-client";

    private static final String HUB = "docker.io";

    /** In a registry that a person named: {@code host}, {@code host:port} or {@code host/folder}. */
    static Repository in(String registry) {
        String plain = registry.strip().replaceFirst("^[a-z]+://", "").replaceAll("/+$", "");
        int slash = plain.indexOf('/');
        return slash < 0
                ? new Repository(plain, NAME)
                : new Repository(plain.substring(0, slash), plain.substring(slash + 1) + "/" + NAME);
    }

    /**
     * Where the image may be, told by the repository of the application's own image: at the top of the same registry, as
     * the script had it, or in the same folder, which is where registries that want a project keep it.
     */
    static List<Repository> beside(String application) {
        String plain = application.strip().replaceFirst("^[a-z]+://", "").replaceAll("/+$", "");
        int slash = plain.indexOf('/');
        String first = slash < 0 ? plain : plain.substring(0, slash);
        boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
        String host = named || slash < 0 ? first : HUB;
        String rest = named ? (slash < 0 ? "" : plain.substring(slash + 1)) : slash < 0 ? "" : plain;
        List<Repository> result = new ArrayList<>();
        // Docker's own registry has no repositories of other people at the top.
        if (!host.equals(HUB)) {
            result.add(new Repository(host, NAME));
        }
        int folder = rest.lastIndexOf('/');
        if (folder > 0) {
            result.add(new Repository(host, rest.substring(0, folder) + "/" + NAME));
        }
        return result;
    }

    /** The host that answers; Docker's is called otherwise than its images. */
    String server() {
        return host.equals(HUB) || host.equals("index.docker.io") ? "registry-1.docker.io" : host;
    }

    /** What logins to it are kept under. */
    String loginName() {
        return host.equals(HUB) ? "https://index.docker.io/v1/" : host;
    }

    @Override
    public String toString() {
        return host + "/" + path;
    }
}
