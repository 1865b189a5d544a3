/** Which way leads to the database, and what to say of those that do not. */
@NullMarked
package dev.dbsnapshot.kube.route;

import org.jspecify.annotations.NullMarked;
