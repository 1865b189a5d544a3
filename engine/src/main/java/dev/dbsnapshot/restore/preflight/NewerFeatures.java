package dev.dbsnapshot.restore.preflight;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What an archive of a newer PostgreSQL has and the server cannot make; everything else in it, an older one takes. */
final class NewerFeatures {

    /**
     * Something that came with a major version.
     *
     * @param name what messages call it
     * @param since the major version
     * @param descs the kinds of entries that have it
     * @param pattern what their definition has then
     */
    private record Feature(String name, int since, Pattern descs, Pattern pattern) {

        Feature(String name, int since, String descs, String pattern) {
            this(name, since, Pattern.compile(descs), Pattern.compile(pattern, Pattern.MULTILINE));
        }

        boolean isIn(TocEntry entry) {
            return descs.matcher(entry.desc()).matches()
                    && pattern.matcher(entry.defn() == null ? "" : entry.defn()).find();
        }
    }

    private static final List<Feature> FEATURES = List.of(
            new Feature("an SQL-standard function body", 14, "FUNCTION|PROCEDURE", "^    (BEGIN ATOMIC|RETURN )"),
            new Feature("a multirange type", 14, "TYPE", "multirange_type_name = "),
            new Feature("a column's compression method", 14, "TABLE|MATERIALIZED VIEW", " SET COMPRESSION "),
            new Feature("a subscripting function", 14, "TYPE", "^    SUBSCRIPT = "),
            new Feature("NULLS NOT DISTINCT", 15, "CONSTRAINT|INDEX", " NULLS NOT DISTINCT"),
            new Feature("a view with its invoker's rights", 15, "VIEW", "security_invoker"),
            new Feature("a publication of a schema", 15, "PUBLICATION TABLES IN SCHEMA", "."),
            new Feature("a publication's column list or row filter", 15, "PUBLICATION TABLE", "( WHERE \\(|\\)\\s*;$)"),
            new Feature("a unique constraint over time", 18, "CONSTRAINT", " WITHOUT OVERLAPS"),
            new Feature("a foreign key over time", 18, "FK CONSTRAINT", " PERIOD "),
            new Feature(
                    "a constraint that is not enforced",
                    18,
                    "TABLE|CHECK CONSTRAINT|FK CONSTRAINT|CONSTRAINT",
                    " NOT ENFORCED"),
            new Feature(
                    "a named or inherited not-null constraint",
                    18,
                    "TABLE|CONSTRAINT",
                    "^    CONSTRAINT [^\\n]+ NOT NULL |ADD CONSTRAINT [^\\n]+ NOT NULL "),
            new Feature("a virtual generated column", 18, "TABLE", "GENERATED ALWAYS AS \\([^\\n]*\\)(?! STORED)(,?$)"),
            new Feature("a collation of the builtin provider", 17, "COLLATION", "provider = builtin"),
            new Feature("COLLATION rules of ICU", 16, "COLLATION", " rules = "));

    private NewerFeatures() {}

    static List<Finding> findings(Toc toc, Server server) {
        int major = server.version().major();
        String dump = toc.dumpVersion();
        String from = dump == null ? "" : dump.replaceFirst("[^0-9].*$", "");
        if (from.isEmpty() || Integer.parseInt(from) <= major) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.warning(
                "the archive is PostgreSQL " + from + "'s and the server is only " + major
                        + ": what it does not know makes the restore fail, and changes nothing",
                ""));
        for (Feature feature : FEATURES) {
            List<TocEntry> entries = feature.since() <= major
                    ? List.of()
                    : toc.entries().stream().filter(feature::isIn).toList();
            if (!entries.isEmpty()) {
                findings.add(Finding.blocks(
                                ErrorCode.UNSUPPORTED,
                                "the server is PostgreSQL " + major + ", and " + feature.name() + " needs "
                                        + feature.since(),
                                "restore on PostgreSQL " + feature.since() + " or newer")
                        .naming(Named.entries(entries)));
            }
        }
        return findings;
    }
}
