/** A table of contents as SQL text, as pg_restore -f - writes it. */
@NullMarked
package dev.dbsnapshot.script;

import org.jspecify.annotations.NullMarked;
