/** Restoring into the database itself: into an empty one, or after dropping everything in it. */
@NullMarked
package dev.dbsnapshot.restore.inplace;

import org.jspecify.annotations.NullMarked;
