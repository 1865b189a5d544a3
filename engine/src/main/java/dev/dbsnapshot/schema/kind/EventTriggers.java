package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.List;

/** CREATE EVENT TRIGGER ({@code getEventTriggers}, {@code dumpEventTrigger}). */
final class EventTriggers implements Kind<EventTriggers.EventTrigger> {

    /**
     * An event trigger.
     *
     * @param owner its owner
     * @param event the event that it waits for
     * @param tags the commands that it is limited to, as SQL literals, or the empty text
     * @param function its function
     * @param enabled {@code evtenabled}: O, D, A or R
     */
    record EventTrigger(String owner, String event, String tags, String function, char enabled) {}

    @Override
    public String noun() {
        return "event trigger";
    }

    @Override
    public Class<EventTrigger> type() {
        return EventTrigger.class;
    }

    @Override
    public Priority priority(EventTrigger details) {
        return Priority.EVENT_TRIGGER;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of(new CatalogQuery("event triggers", """
                SELECT e.tableoid, e.oid, NULL AS nspname, e.evtname AS name,
                       pg_catalog.pg_get_userbyid(e.evtowner) AS owner, e.evtevent, e.evtenabled,
                       pg_catalog.array_to_string(ARRAY(
                           SELECT pg_catalog.quote_literal(t.tag)
                           FROM pg_catalog.unnest(e.evttags) WITH ORDINALITY AS t (tag, position)
                           ORDER BY t.position), ', ') AS tags,
                       e.evtfoid::pg_catalog.regproc AS function
                FROM pg_catalog.pg_event_trigger e
                ORDER BY e.oid"""));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        rows.forEach("event triggers", row -> {
            EventTrigger details = new EventTrigger(
                    row.text("owner"),
                    row.text("evtevent"),
                    row.text("tags"),
                    row.text("function"),
                    row.character("evtenabled"));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<EventTrigger> object, EntryWriter out) {
        EventTrigger trigger = object.details();
        Quoting quoting = out.quoting();
        String name = quoting.id(object.name());
        if (object.dumps(Component.DEFINITION)) {
            String sql = "CREATE EVENT TRIGGER " + name + " ON " + quoting.id(trigger.event())
                    + (trigger.tags().isEmpty() ? "" : "\n         WHEN TAG IN (" + trigger.tags() + ")")
                    + "\n   EXECUTE FUNCTION " + trigger.function() + "();\n"
                    + enable(trigger, name);
            out.add(out.entry(object, "EVENT TRIGGER", Section.POST_DATA)
                    .owner(trigger.owner())
                    .defn(sql)
                    .dropStmt("DROP EVENT TRIGGER " + name + ";\n")
                    .build());
        }
        out.comment(object, "EVENT TRIGGER", name, null, trigger.owner());
        out.securityLabel(object, "EVENT TRIGGER", name, null, trigger.owner());
    }

    private static String enable(EventTrigger trigger, String name) {
        String how =
                switch (trigger.enabled()) {
                    case 'O' -> "";
                    case 'D' -> "DISABLE";
                    case 'A' -> "ENABLE ALWAYS";
                    case 'R' -> "ENABLE REPLICA";
                    default -> "ENABLE";
                };
        return how.isEmpty() ? "" : "\nALTER EVENT TRIGGER " + name + " " + how + ";\n";
    }
}
