package dev.dbsnapshot.restore.replay;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Finding;
import dev.dbsnapshot.restore.target.Present;
import dev.dbsnapshot.restore.target.SqlText;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Restores schemas under other names. The SQL of the archive is not rewritten: a schema is made and filled under its own
 * name and renamed at the end, and one of that name that is in the target already has another name meanwhile. Whatever
 * refers to the schema by OID follows; text does not. All of it needs one transaction.
 */
public final class SchemaNames {

    private static final String ASIDE = "db_snapshot_aside_";
    private static final int NAMED = 5;

    private final RestoreJob job;
    private final Map<String, String> names;

    private SchemaNames(RestoreJob job) {
        this.job = job;
        this.names = new TreeMap<>(job.options().selection().schemaNames());
    }

    /** Those that this restore was asked for. */
    public static SchemaNames of(RestoreJob job) {
        return new SchemaNames(job);
    }

    /** Schemas of the target that are in the way of what the archive makes, or can be used by it. */
    public Set<String> staying(Present present) {
        Set<String> staying = new HashSet<>(present.schemas());
        staying.removeAll(names.keySet());
        return staying;
    }

    /** What stands in the way of giving schemas other names. */
    public List<Finding> findings(Present present) {
        List<Finding> findings = new ArrayList<>();
        names.forEach((name, newName) -> {
            if (present.schemas().contains(newName)) {
                findings.add(Finding.blocks(
                        ErrorCode.CONFLICT,
                        "schema " + name + " is to become " + newName + ", and the database has a schema of that name",
                        "choose another name, or drop or rename that one first"));
            }
            if (present.ofOthers().contains("SCHEMA " + name)) {
                findings.add(Finding.blocks(
                        ErrorCode.PRIVILEGE,
                        "schema " + name
                                + " of the database has to step aside while the archive's is restored, and role "
                                + job.server().user() + " does not own it",
                        "restore as its owner"));
            }
            List<TocEntry> texts = job.toc().entries().stream()
                    .filter(entry -> namesAsText(entry, name))
                    .toList();
            if (!texts.isEmpty()) {
                findings.add(Finding.blocks(
                        ErrorCode.UNSUPPORTED,
                        "the text of functions names schema " + name + " and would not follow it to " + newName + ": "
                                + texts.stream()
                                        .limit(NAMED)
                                        .map(Step.Labels::brief)
                                        .collect(Collectors.joining(", "))
                                + (texts.size() > NAMED ? " and " + (texts.size() - NAMED) + " more" : ""),
                        "leave these out with --use-list, or restore into another database and rename there"));
            }
        });
        return findings;
    }

    /** Bodies that are text, and settings such as search_path; what the server parsed knows schemas by OID. */
    private static boolean namesAsText(TocEntry entry, String name) {
        if (!entry.desc().equals("FUNCTION") && !entry.desc().equals("PROCEDURE")) {
            return false;
        }
        String definition = entry.defn() == null ? "" : entry.defn();
        int body = definition.indexOf("\n    AS ");
        int set = definition.indexOf("\n    SET search_path");
        int from = body < 0 ? set : set < 0 ? body : Math.min(body, set);
        return from >= 0
                && Pattern.compile("(?<![\\w$])\"?" + Pattern.quote(name) + "\"?(?![\\w$])")
                        .matcher(definition)
                        .region(from, definition.length())
                        .find();
    }

    /** The plan of the restore with renaming around it. */
    public RestorePlan plan(Present present) {
        RestorePlan plan = RestorePlan.of(job.toc(), new Present(staying(present), present.ofOthers()));
        if (names.isEmpty()) {
            return plan;
        }
        List<Step> steps = new ArrayList<>();
        List<Step> back = new ArrayList<>();
        names.forEach((name, newName) -> {
            boolean there = present.schemas().contains(name);
            String aside = ASIDE + back.size();
            if (there) {
                steps.add(rename(name, aside));
            }
            back.add(rename(name, newName));
            if (there) {
                back.add(rename(aside, name));
            }
        });
        steps.addAll(plan.steps());
        steps.addAll(back);
        return new RestorePlan(
                plan.standardConformingStrings(), plan.searchPath(), steps, plan.entries(), plan.leftOut());
    }

    private static Step rename(String from, String to) {
        return new Step.Setting("ALTER SCHEMA " + SqlText.id(from) + " RENAME TO " + SqlText.id(to) + ";");
    }
}
