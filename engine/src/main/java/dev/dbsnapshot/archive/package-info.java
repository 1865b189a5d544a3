/** pg_dump's tar format: bytes in, table of contents out, and back. No JDBC, no SQL. */
@NullMarked
package dev.dbsnapshot.archive;

import org.jspecify.annotations.NullMarked;
