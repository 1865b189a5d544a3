/** Which image the jump pod runs: the newest one that the registry has. */
@NullMarked
package dev.dbsnapshot.kube.registry;

import org.jspecify.annotations.NullMarked;
