/** Restoring into a new database, which then takes the old one's name. */
@NullMarked
package dev.dbsnapshot.restore.swap;

import org.jspecify.annotations.NullMarked;
