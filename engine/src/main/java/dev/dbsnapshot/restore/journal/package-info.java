/** What a restore changed outside of a transaction, on disk, so that a crash can be cleaned up after. */
@NullMarked
package dev.dbsnapshot.restore.journal;

import org.jspecify.annotations.NullMarked;
