/** Backups and restores by PostgreSQL's own programs in a pod, for where nothing else reaches the database. */
@NullMarked
package dev.dbsnapshot.jump;

import org.jspecify.annotations.NullMarked;
