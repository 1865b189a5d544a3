/** A stand-in for a Kubernetes API server whose port-forward, exec and scaling behave as measured on a real one. */
@NullMarked
package dev.dbsnapshot.testdata.cluster;

import org.jspecify.annotations.NullMarked;
