package dev.dbsnapshot.kube.route;

import dev.dbsnapshot.api.Transport;

/**
 * A way to a database.
 *
 * @param transport opens its connections
 * @param description the way, for a person
 * @param throughApplication whether it ends when the application is stopped
 */
public record Route(Transport transport, String description, boolean throughApplication) {}
