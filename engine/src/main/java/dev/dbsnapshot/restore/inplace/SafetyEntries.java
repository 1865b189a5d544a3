package dev.dbsnapshot.restore.inplace;

import dev.dbsnapshot.api.RestoreFlag;
import dev.dbsnapshot.api.RestoreSelection;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.restore.replay.Roles;
import dev.dbsnapshot.restore.replay.Selected;
import dev.dbsnapshot.toc.RestorePass;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a safety snapshot is restored where nothing may fail any more: everything, with those owners and privileges that
 * the role can certainly give.
 */
final class SafetyEntries {

    private SafetyEntries() {}

    static Toc of(Toc toc, Session session, Server server) {
        RestoreSelection asItWas =
                RestoreSelection.EVERYTHING.with(RestoreFlag.OWNER).with(RestoreFlag.PRIVILEGES);
        Toc all = Selected.of(toc, asItWas).toc();
        Set<String> roles =
                new HashSet<>(session.query("SELECT rolname FROM pg_catalog.pg_roles", row -> row.text("rolname")));
        List<TocEntry> entries = all.entries().stream()
                .filter(entry -> RestorePass.of(entry) != RestorePass.ACL || isCertain(entry, server, roles))
                .map(entry -> isCertain(entry, server, roles)
                        ? entry
                        : entry.toBuilder().owner(null).build())
                .toList();
        return new Toc(
                all.version(),
                all.intSize(),
                all.offsetSize(),
                all.compression(),
                all.created(),
                all.databaseName(),
                all.serverVersion(),
                all.dumpVersion(),
                entries);
    }

    private static boolean isCertain(TocEntry entry, Server server, Set<String> roles) {
        String owner = entry.owner() == null ? "" : entry.owner();
        boolean mine = owner.isEmpty() || owner.equals(server.user());
        boolean asOthers = String.valueOf(entry.defn()).contains("SET SESSION AUTHORIZATION");
        return (server.superuser() || (mine && !asOthers))
                && (owner.isEmpty() || roles.contains(owner))
                && roles.containsAll(Roles.in(entry));
    }
}
