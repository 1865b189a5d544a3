/** The facade: backup, restore and inspection of PostgreSQL snapshots. An embedder starts here. */
@NullMarked
package dev.dbsnapshot;

import org.jspecify.annotations.NullMarked;
