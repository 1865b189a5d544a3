/** Replacing the rows of a database whose schema stays. */
@NullMarked
package dev.dbsnapshot.restore.dataonly;

import org.jspecify.annotations.NullMarked;
