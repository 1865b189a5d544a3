/** Where a host's name leads: which pods of the cluster are behind it, or that it is outside. */
@NullMarked
package dev.dbsnapshot.kube.target;

import org.jspecify.annotations.NullMarked;
