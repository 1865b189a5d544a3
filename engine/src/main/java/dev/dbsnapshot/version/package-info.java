/** The version of an application's schema: in an archive, in a database, and which of two is newer. */
@NullMarked
package dev.dbsnapshot.version;

import org.jspecify.annotations.NullMarked;
