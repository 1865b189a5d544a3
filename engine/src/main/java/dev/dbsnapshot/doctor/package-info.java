/** Looks whether a database lets a role back it up and restore it, before anybody needs it. */
@NullMarked
package dev.dbsnapshot.doctor;

import org.jspecify.annotations.NullMarked;
