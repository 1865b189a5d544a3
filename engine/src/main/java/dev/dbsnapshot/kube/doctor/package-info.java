/** Looks whether a cluster lets a person do what the command does, and says which rights that takes. */
@NullMarked
package dev.dbsnapshot.kube.doctor;

import org.jspecify.annotations.NullMarked;
