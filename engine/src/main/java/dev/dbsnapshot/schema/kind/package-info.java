/** One file per kind of database object: its record, its set-based catalog query, its DDL. */
@NullMarked
package dev.dbsnapshot.schema.kind;

import org.jspecify.annotations.NullMarked;
