/** The order of objects in an archive: pg_dump's sort, the dependency graph, loops and how they break. */
@NullMarked
package dev.dbsnapshot.order;

import org.jspecify.annotations.NullMarked;
