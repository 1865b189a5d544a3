/** Stopping an application and starting it again. */
@NullMarked
package dev.dbsnapshot.kube.scale;

import org.jspecify.annotations.NullMarked;
