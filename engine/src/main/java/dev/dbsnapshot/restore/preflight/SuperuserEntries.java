package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.restore.target.Offer;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import java.util.regex.Pattern;

/** Entries that only a superuser may make, by the rules of PostgreSQL itself (superuser() in backend/commands). */
final class SuperuserEntries {

    private static final Pattern LEAKPROOF = Pattern.compile("^    LANGUAGE [^\\n]* LEAKPROOF", Pattern.MULTILINE);
    private static final Pattern BUILT_IN_TRANSFORM = Pattern.compile("^CREATE TRANSFORM FOR [^.]+ LANGUAGE ");
    private static final Pattern INTERNAL_STATE = Pattern.compile("^    M?STYPE = internal", Pattern.MULTILINE);

    private final Toc toc;
    private final Server server;
    private final Offer offer;

    SuperuserEntries(Toc toc, Server server, Offer offer) {
        this.toc = toc;
        this.server = server;
        this.offer = offer;
    }

    List<Finding> findings() {
        if (server.superuser()) {
            return List.of();
        }
        List<TocEntry> entries =
                toc.entries().stream().filter(this::onlyForSuperusers).toList();
        if (entries.isEmpty()) {
            return List.of();
        }
        String what = "the archive has what only a superuser may create, and role " + server.user() + " is none";
        String remedy = "restore as superuser";
        Finding finding = offer.platformAdministrator()
                ? Finding.warning(what, remedy)
                : Finding.blocks(ErrorCode.PRIVILEGE, what, remedy);
        return List.of(finding.naming(Named.entries(entries)));
    }

    private boolean onlyForSuperusers(TocEntry entry) {
        String definition = entry.defn() == null ? "" : entry.defn();
        return switch (entry.desc()) {
            case "EVENT TRIGGER",
                    "FOREIGN DATA WRAPPER",
                    "ACCESS METHOD",
                    "OPERATOR CLASS",
                    "OPERATOR FAMILY",
                    "TEXT SEARCH PARSER",
                    "TEXT SEARCH TEMPLATE",
                    "PROCEDURAL LANGUAGE" -> true;
            case "SUBSCRIPTION" -> !offer.mayCreateSubscriptions();
            case "PUBLICATION" -> definition.contains(" FOR ALL TABLES");
            case "PUBLICATION TABLES IN SCHEMA" -> true;
            case "TYPE", "SHELL TYPE" ->
                definition.contains("\n    INTERNALLENGTH = ") || definition.matches("(?s)CREATE TYPE [^\\n(]+;\\s*");
            // Who makes one must own a type of it; those without a schema are PostgreSQL's own.
            case "CAST" ->
                definition.contains(" WITHOUT FUNCTION")
                        || !String.valueOf(entry.tag()).contains(".");
            case "TRANSFORM" -> BUILT_IN_TRANSFORM.matcher(definition).find();
            case "FUNCTION", "PROCEDURE" -> LEAKPROOF.matcher(definition).find();
            case "AGGREGATE" -> INTERNAL_STATE.matcher(definition).find();
            default -> false;
        };
    }
}
