/** The model of a database's schema and how it is read from the catalogs. */
@NullMarked
package dev.dbsnapshot.schema;

import org.jspecify.annotations.NullMarked;
