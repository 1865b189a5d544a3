/** Databases inside Kubernetes: finding them, reaching them through the API server, quieting the application. */
@NullMarked
package dev.dbsnapshot.kube;

import org.jspecify.annotations.NullMarked;
