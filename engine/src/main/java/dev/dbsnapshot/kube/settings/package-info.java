/** Finding the database: what an application's container has in its environment, and which pod is behind it. */
@NullMarked
package dev.dbsnapshot.kube.settings;

import org.jspecify.annotations.NullMarked;
