/** What an archive needs of its target, and what of it the target or the role does not have. */
@NullMarked
package dev.dbsnapshot.restore.preflight;

import org.jspecify.annotations.NullMarked;
