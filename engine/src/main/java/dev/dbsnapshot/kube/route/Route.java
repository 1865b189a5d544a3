package dev.dbsnapshot.kube.route;

import dev.dbsnapshot.api.Transport;

/**
 * A way to a database.
 *
 * @param transport opens its connections
 * @param description the way, for a person
 */
public record Route(Transport transport, String description) {}
