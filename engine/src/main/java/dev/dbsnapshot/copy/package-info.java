/** COPY out into an archive member, and COPY in from one. The hot path; knows nothing of schema. */
@NullMarked
package dev.dbsnapshot.copy;

import org.jspecify.annotations.NullMarked;
