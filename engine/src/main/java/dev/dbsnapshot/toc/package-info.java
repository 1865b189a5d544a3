/** The table of contents of an archive, as pure data. */
@NullMarked
package dev.dbsnapshot.toc;

import org.jspecify.annotations.NullMarked;
