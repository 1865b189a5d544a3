package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.archive.Manifest;
import dev.dbsnapshot.restore.replay.RestoreJob;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that making every object of an archive needs, compared with what there is; a few queries, whatever the archive. */
public final class Preflight {

    private Preflight() {}

    /**
     * Everything that is missing, each with its remedy.
     *
     * @param job the restore
     * @param extensions those of the target
     * @param staying schemas that are in the target and stay there
     * @param dropping whether extensions that need not stay are dropped first
     */
    public static List<Finding> ofEverything(
            RestoreJob job, Extensions extensions, Set<String> staying, boolean dropping) {
        Offer offer = Offer.read(job.session(), job.server());
        Needs needs = new Needs(job.toc(), job.server(), offer);
        List<Finding> findings = new ArrayList<>();
        findings.addAll(
                new NeededExtensions(job.toc(), job.server(), offer, versions(job)).missing(extensions, dropping));
        findings.addAll(needs.schemas(staying));
        findings.addAll(needs.tablespaces());
        findings.addAll(needs.languages());
        findings.addAll(needs.accessMethods());
        findings.addAll(needs.collations());
        findings.addAll(needs.roles());
        findings.addAll(new SuperuserEntries(job.toc(), job.server(), offer).findings());
        findings.addAll(NewerFeatures.findings(job.toc(), job.server()));
        findings.addAll(Encodings.findings(job.reader().encoding(), job.server()));
        findings.addAll(DiskSpace.findings(job));
        return findings;
    }

    private static Map<String, String> versions(RestoreJob job) {
        return job.reader().manifest().map(Manifest::extensions).orElse(Map.of());
    }
}
