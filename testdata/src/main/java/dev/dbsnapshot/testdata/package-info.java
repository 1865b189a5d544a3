/** Real PostgreSQL servers and sample databases for tests and for the quickstart. */
@NullMarked
package dev.dbsnapshot.testdata;

import org.jspecify.annotations.NullMarked;
