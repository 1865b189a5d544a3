/** The command db-snapshot. */
@NullMarked
package dev.dbsnapshot.cli;

import org.jspecify.annotations.NullMarked;
