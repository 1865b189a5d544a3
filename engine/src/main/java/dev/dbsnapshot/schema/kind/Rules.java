package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogId;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.LoopTurn;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rewrite rules, the ON SELECT rules of views among them ({@code getRules}, {@code dumpRule}). */
final class Rules implements Kind<Rules.Rule> {

    /**
     * A rule.
     *
     * @param table the table or view that it is on
     * @param isSelect whether it is the ON SELECT DO INSTEAD rule that makes a view a view
     * @param enabled its state in {@code pg_rewrite}: {@code O} enabled, {@code D} disabled, {@code R} replica, {@code A} always
     * @param definition CREATE RULE as {@code pg_get_ruledef()} writes it, {@code null} for the rule of a view
     */
    record Rule(
            SchemaObject<Relation> table,
            boolean isSelect,
            char enabled,
            @Nullable String definition) {}

    @Override
    public String noun() {
        return "rule";
    }

    @Override
    public Class<Rule> type() {
        return Rule.class;
    }

    @Override
    public Priority priority(Rule rule) {
        return Priority.RULE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("rules", """
                SELECT r.tableoid, r.oid, r.rulename, r.ev_class, r.ev_enabled,
                  r.ev_type = '1' AND r.is_instead AS isselect,
                  CASE WHEN r.ev_type = '1' AND r.is_instead THEN NULL
                    ELSE pg_catalog.pg_get_ruledef(r.oid) END AS ruledef
                FROM pg_catalog.pg_rewrite r
                %sORDER BY r.oid
                """.formatted(UserTables.join("r.ev_class"))));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("rules", row -> {
            SchemaObject<Relation> table = database.find(Relation.class, row.oid("ev_class"));
            if (table == null) {
                return;
            }
            SchemaObject<Rule> rule = database.add(
                    this,
                    new Rule(table, row.bool("isselect"), row.character("ev_enabled"), row.textOrNull("ruledef")),
                    new CatalogId(row.oid("tableoid"), row.oid("oid")),
                    table.namespace(),
                    row.text("rulename"));
            rule.dump().addAll(table.dump());
            boolean isView =
                    table.details().is(Relation.VIEW) || table.details().is(Relation.MATERIALIZED_VIEW);
            if (isView && rule.details().isSelect()) {
                // What the rule needs must be there before the view, whose definition holds the rule.
                table.dependOn(rule);
                table.details().links().setViewRule(rule);
            } else {
                rule.dependOn(table);
                rule.setSeparate(true);
            }
        });
    }

    @Override
    public List<Comparable<?>> tieBreak(SchemaObject<Rule> object) {
        return List.of(object.details().table().name());
    }

    @Override
    public LoopTurn loopTurn() {
        return LoopTurn.VIEW_AND_RULE;
    }

    @Override
    public boolean breakLoop(Loop loop) {
        for (SchemaObject<?> view : loop.members()) {
            // A materialized view cannot be made with a dummy query first.
            boolean suits = view.details() instanceof Relation relation
                    && (relation.is(Relation.VIEW) || (loop.size() == 2 && relation.is(Relation.MATERIALIZED_VIEW)));
            if (!suits) {
                continue;
            }
            for (SchemaObject<?> member : loop.members()) {
                if (member.details() instanceof Rule rule && rule.isSelect() && rule.table() == view) {
                    breakLoop(loop, view, member);
                    return true;
                }
            }
        }
        return false;
    }

    private static void breakLoop(Loop loop, SchemaObject<?> view, SchemaObject<?> rule) {
        if (loop.size() == 2) {
            rule.forgetDependency(view);
            return;
        }
        view.forgetDependency(rule);
        rule.setSeparate(true);
        rule.dependOn(view);
        rule.dependOn(loop.database().postDataBoundary());
    }

    @Override
    public void write(SchemaObject<Rule> object, EntryWriter out) {
        if (!object.isSeparate()) {
            return;
        }
        Rule rule = object.details();
        String owner = rule.table().details().owner();
        String name = out.quoting().id(object.name());
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, "RULE", Section.POST_DATA)
                    .tag(rule.table().name() + " " + object.name())
                    .owner(owner)
                    .defn(create(rule, out) + enable(rule, name, out))
                    .dropStmt(drop(rule, name, out))
                    .build());
        }
        out.comment(
                object,
                new EntryWriter.CommentTarget(
                        object.catalogId(),
                        0,
                        "RULE " + name + " ON",
                        out.quoting().id(rule.table().name()),
                        object.namespace(),
                        owner,
                        null));
    }

    private static String create(Rule rule, EntryWriter out) {
        if (rule.definition() != null) {
            return rule.definition() + "\n";
        }
        return new ViewDefinition(rule.table(), out.quoting()).replaceByReal();
    }

    private static String enable(Rule rule, String name, EntryWriter out) {
        String table = "ALTER TABLE " + out.quoting().qualified(rule.table());
        return switch (rule.enabled()) {
            case 'A' -> table + " ENABLE ALWAYS RULE " + name + ";\n";
            case 'R' -> table + " ENABLE REPLICA RULE " + name + ";\n";
            case 'D' -> table + " DISABLE RULE " + name + ";\n";
            default -> "";
        };
    }

    private static String drop(Rule rule, String name, EntryWriter out) {
        if (rule.definition() != null) {
            return "DROP RULE " + name + " ON " + out.quoting().qualified(rule.table()) + ";\n";
        }
        // The rule of a view cannot be dropped, only replaced by one that needs nothing.
        return new ViewDefinition(rule.table(), out.quoting()).replaceByDummy();
    }
}
