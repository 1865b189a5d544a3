package dev.dbsnapshot.kube.settings;

import java.util.Optional;

/**
 * The application whose database this is.
 *
 * @param deployment the name of its Deployment
 * @param container the name of its container; empty for the first one that names a database
 */
public record Application(String deployment, Optional<String> container) {

    /** The application of the script that this program replaces. */
    public static final Application CORE_API = new Application("core-api", Optional.empty());
}
