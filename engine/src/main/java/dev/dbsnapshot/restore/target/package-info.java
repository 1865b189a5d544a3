/** What is read of the target of a restore before and while it is changed. */
@NullMarked
package dev.dbsnapshot.restore.target;

import org.jspecify.annotations.NullMarked;
