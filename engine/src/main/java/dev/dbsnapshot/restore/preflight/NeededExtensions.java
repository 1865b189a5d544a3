package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.restore.target.Extensions;
import dev.dbsnapshot.restore.target.Offer;
import dev.dbsnapshot.restore.target.Offer.Facility;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The extensions of an archive: whether they are there, or can be made. */
final class NeededExtensions {

    private static final Pattern SCHEMA = Pattern.compile(" WITH SCHEMA (\"(?:[^\"]|\"\")+\"|[^;\\s]+)");

    private final Toc toc;
    private final Server server;
    private final Offer offer;
    private final Map<String, String> versions;

    NeededExtensions(Toc toc, Server server, Offer offer, Map<String, String> versions) {
        this.versions = versions;
        this.toc = toc;
        this.server = server;
        this.offer = offer;
    }

    /**
     * Those that cannot be what the archive needs.
     *
     * @param extensions those of the target
     * @param dropping whether those that need not stay are dropped first
     */
    List<Finding> missing(Extensions extensions, boolean dropping) {
        Set<String> kept = extensions.kept();
        List<Finding> findings = new ArrayList<>();
        for (TocEntry entry : toc.entries()) {
            String name = String.valueOf(entry.tag());
            if (!entry.desc().equals("EXTENSION") || name.equals("plpgsql")) {
                continue;
            }
            boolean stays = dropping ? kept.contains(name) : extensions.has(name);
            if (stays) {
                findings.addAll(elsewhere(entry, name, extensions));
                findings.addAll(otherVersion(name));
            } else {
                findings.addAll(unavailable(name));
            }
        }
        return findings;
    }

    private List<Finding> unavailable(String name) {
        if (!offer.has(Facility.EXTENSIONS, name)) {
            return List.of(Finding.blocks(
                            ErrorCode.CONFLICT,
                            "the archive needs extensions that are not installed on the server",
                            "install their packages there")
                    .naming(List.of(name)));
        }
        if (server.superuser()) {
            return List.of();
        }
        if (!offer.has(Facility.CREATABLE_EXTENSIONS, name)) {
            String what = "the archive needs extensions that only a superuser may create";
            String remedy = "have a superuser run CREATE EXTENSION for them in database " + server.database();
            Finding finding = offer.platformAdministrator()
                    ? Finding.warning(what, remedy)
                    : Finding.blocks(ErrorCode.PRIVILEGE, what, remedy);
            return List.of(finding.naming(List.of(name)));
        }
        if (!offer.mayCreateInDatabase()) {
            return List.of(Finding.blocks(
                            ErrorCode.PRIVILEGE,
                            "the archive needs extensions, and role " + server.user()
                                    + " may not create any in database " + server.database(),
                            "GRANT CREATE ON DATABASE to the role, or restore as the owner of the database")
                    .naming(List.of(name)));
        }
        return List.of();
    }

    /** One that stays, in another version than it had where the archive was made. */
    private List<Finding> otherVersion(String name) {
        String wanted = versions.getOrDefault(name, "");
        String found = server.extensions().getOrDefault(name, wanted);
        return wanted.isEmpty() || found.equals(wanted)
                ? List.of()
                : List.of(Finding.warning(
                        "extension " + name + " stays in version " + found + ", and the archive comes from a database"
                                + " that had version " + wanted + ": what one of them lacks makes the restore fail",
                        "have its owner or a superuser run ALTER EXTENSION " + name + " UPDATE if it does"));
    }

    /** One that stays, but in another schema than the archive's definitions look for it. */
    private static List<Finding> elsewhere(TocEntry entry, String name, Extensions extensions) {
        Matcher matcher = SCHEMA.matcher(entry.defn() == null ? "" : entry.defn());
        String wanted =
                matcher.find() ? matcher.group(1).replaceAll("^\"|\"$", "").replace("\"\"", "\"") : "";
        return extensions.all().stream()
                .filter(extension -> extension.name().equals(name))
                .filter(extension -> !wanted.isEmpty() && !extension.schema().equals(wanted))
                .map(extension -> Finding.blocks(
                        ErrorCode.CONFLICT,
                        "extension " + name + " stays in schema " + extension.schema()
                                + ", and the archive needs it in schema " + wanted,
                        "have its owner or a superuser run ALTER EXTENSION " + name + " SET SCHEMA " + wanted))
                .toList();
    }
}
