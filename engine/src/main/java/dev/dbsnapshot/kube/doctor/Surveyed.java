package dev.dbsnapshot.kube.doctor;

import java.util.List;

/**
 * What rights depend on, as far as it could be read.
 *
 * @param deployment the application's Deployment
 * @param configMaps what its containers refer to; empty if unknown
 * @param secrets what its containers refer to; empty if unknown
 * @param pullSecrets what its images are pulled with
 * @param databaseNamespace where the database's pods are
 * @param reach where the database is
 */
record Surveyed(
        String deployment,
        List<String> configMaps,
        List<String> secrets,
        List<String> pullSecrets,
        String databaseNamespace,
        Reach reach) {

    /** Where a database is. */
    enum Reach {
        /** In a pod, which a port-forward reaches. */
        POD,
        /** Outside the cluster, which a relay in the application's pod reaches. */
        OUTSIDE,
        /** Nobody knows. */
        UNKNOWN
    }
}
