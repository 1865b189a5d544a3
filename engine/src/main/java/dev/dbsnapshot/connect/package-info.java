/** How sessions with a PostgreSQL server come about: settings, TLS, the pool, what the server is and may. */
@NullMarked
package dev.dbsnapshot.connect;

import org.jspecify.annotations.NullMarked;
