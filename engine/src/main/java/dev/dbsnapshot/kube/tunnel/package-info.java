/** Sockets that run through the API server into a pod. */
@NullMarked
package dev.dbsnapshot.kube.tunnel;

import org.jspecify.annotations.NullMarked;
