/** What every way of restoring is made of: the job, its transaction, and the steps that are replayed in it. */
@NullMarked
package dev.dbsnapshot.restore.replay;

import org.jspecify.annotations.NullMarked;
