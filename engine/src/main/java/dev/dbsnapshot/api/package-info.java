/** What crosses rooms and reaches embedders: errors, progress events, results, and how to reach a server. */
@NullMarked
package dev.dbsnapshot.api;

import org.jspecify.annotations.NullMarked;
