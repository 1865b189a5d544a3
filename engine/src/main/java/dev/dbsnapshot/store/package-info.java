/** The snapshot folder: names, atomic writing, listing. */
@NullMarked
package dev.dbsnapshot.store;

import org.jspecify.annotations.NullMarked;
