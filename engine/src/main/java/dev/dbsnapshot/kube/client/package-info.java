/** The connection to a cluster: kubeconfig, service account, requests and what their failures mean. */
@NullMarked
package dev.dbsnapshot.kube.client;

import org.jspecify.annotations.NullMarked;
