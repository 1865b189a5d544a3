/** The objects of a namespace as manifests that can be applied again. */
@NullMarked
package dev.dbsnapshot.kube.objects;

import org.jspecify.annotations.NullMarked;
