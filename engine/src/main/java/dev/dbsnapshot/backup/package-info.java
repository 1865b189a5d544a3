/** One consistent snapshot over all sessions, assembled into an archive. */
@NullMarked
package dev.dbsnapshot.backup;

import org.jspecify.annotations.NullMarked;
