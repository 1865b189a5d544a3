package dev.dbsnapshot.kube.registry;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.kube.client.Cluster;
import dev.dbsnapshot.kube.settings.Application;
import dev.dbsnapshot.kube.settings.SettingsSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds the image of the jump pod, in the order of the script that this program replaces: the one that was named, the
 * newest in the registry that was named, the newest in the registry of the application's own image, and the one that
 * the script was delivered with where the registry does not tell. Used by one thread.
 */
public final class ImageSearch {

    /** The variable of the application that tells where its own image is. */
    public static final String REPOSITORY_VARIABLE = "FORGE_API_IMAGE_REPOSITORY";

    private static final String LAST_RESORT = "v0.0.3";
    private static final int SHOWN_TAGS = 5;

    private final Cluster cluster;
    private final Application application;
    private final Consumer<String> person;

    /**
     * Asks nothing yet.
     *
     * @param cluster where the application is
     * @param application whose registry and pull secrets count
     * @param person hears warnings
     */
    public ImageSearch(Cluster cluster, Application application, Consumer<String> person) {
        this.cluster = cluster;
        this.application = application;
        this.person = person;
    }

    /**
     * Finds the image, and tells the person if it is a guess.
     *
     * @param request what the person said
     * @throws SnapshotException (USAGE) if nothing tells a registry, or the registry has no version of it
     */
    public String find(ImageRequest request) {
        FoundImage found = look(request);
        found.problem()
                .ifPresentOrElse(
                        problem -> person.accept("warning: " + problem + ": taking " + found.reference()
                                + "; if that is not there, name the image by --image"),
                        () -> person.accept("image " + found.reference() + " (" + found.source() + ")"));
        return found.reference();
    }

    /**
     * The same without telling.
     *
     * @param request what the person said
     */
    public FoundImage look(ImageRequest request) {
        if (request.image().isPresent()) {
            return new FoundImage(request.image().get(), "named by --image", Optional.empty());
        }
        List<Repository> repositories = request.registry()
                .map(registry -> List.of(Repository.in(registry)))
                .orElseGet(() -> new SettingsSearch(cluster)
                        .variable(application, REPOSITORY_VARIABLE)
                        .map(Repository::beside)
                        .orElse(List.of()));
        if (repositories.isEmpty()) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "which image the jump pod should run is not known: the application has no " + REPOSITORY_VARIABLE
                            + " that tells a registry: name the image by --image or the registry by --registry");
        }
        TagList tagList = new TagList(
                request.forceInsecure(),
                new Logins(
                        request,
                        new PullSecrets(
                                cluster,
                                new SettingsSearch(cluster)
                                        .deployment(application.deployment())
                                        .getSpec()
                                        .getTemplate()
                                        .getSpec())),
                person);
        return newest(tagList, repositories, request.registry().isPresent() ? "--registry" : REPOSITORY_VARIABLE);
    }

    private static FoundImage newest(TagList tagList, List<Repository> repositories, String told) {
        List<String> problems = new ArrayList<>();
        for (Repository repository : repositories) {
            try {
                List<String> tags = tagList.read(repository);
                Optional<String> newest = TagVersion.newest(tags);
                if (newest.isPresent()) {
                    return new FoundImage(
                            repository + ":" + newest.get(),
                            "the newest of " + tags.size() + (tags.size() == 1 ? " tag" : " tags")
                                    + " in the registry of " + told,
                            Optional.empty());
                }
                if (!tags.isEmpty()) {
                    throw withoutVersion(repository, tags);
                }
                problems.add(repository + " has no tags");
            } catch (RegistryException e) {
                problems.add("the tags of " + repository + " cannot be listed: " + e.getMessage());
                if (!e.isOfRepository()) {
                    break; // The other repositories are in the same registry.
                }
            }
        }
        return new FoundImage(
                repositories.get(0) + ":" + LAST_RESORT,
                "the one that is delivered, because the registry does not tell",
                Optional.of(String.join("; ", problems)));
    }

    private static SnapshotException withoutVersion(Repository repository, List<String> tags) {
        return new SnapshotException(
                ErrorCode.USAGE,
                "none of the tags of " + repository + " is a version ("
                        + tags.stream().limit(SHOWN_TAGS).collect(Collectors.joining(", "))
                        + (tags.size() > SHOWN_TAGS ? ", ..." : "") + "): name the image by --image " + repository
                        + ":<tag>");
    }
}
