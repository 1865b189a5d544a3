/** Replaying an archive into a database, whole or not at all. */
@NullMarked
package dev.dbsnapshot.restore;

import org.jspecify.annotations.NullMarked;
