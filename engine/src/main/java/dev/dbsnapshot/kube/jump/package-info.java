/** A pod with psql, beside the application, for what cannot be done from here. */
@NullMarked
package dev.dbsnapshot.kube.jump;

import org.jspecify.annotations.NullMarked;
