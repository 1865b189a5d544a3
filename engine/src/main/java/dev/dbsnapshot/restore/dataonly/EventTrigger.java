package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.restore.target.SqlText;

/**
 * An event trigger that listens to something that replacing rows may do.
 *
 * @param state {@code pg_event_trigger.evtenabled}: O, D, R or A
 */
record EventTrigger(String name, char state) {

    static final String QUERY = """
        SELECT evtname, evtenabled FROM pg_catalog.pg_event_trigger
        WHERE evtevent <> 'login' AND (evttags IS NULL OR evttags && ARRAY['ALTER TABLE', 'ALTER SEQUENCE',
            'ALTER INDEX', 'ALTER DOMAIN', 'CREATE INDEX', 'DROP INDEX', 'COMMENT', 'REFRESH MATERIALIZED VIEW'])
        ORDER BY evtname
        """;

    static EventTrigger read(Row row) {
        return new EventTrigger(row.text("evtname"), row.character("evtenabled"));
    }

    /** Whether it fires in a session with this setting of session_replication_role. */
    boolean fires(boolean replica) {
        return state == 'A' || state == (replica ? 'R' : 'O');
    }

    String disable() {
        return "ALTER EVENT TRIGGER " + SqlText.id(name) + " DISABLE";
    }

    String restore() {
        return "ALTER EVENT TRIGGER " + SqlText.id(name) + " ENABLE"
                + switch (state) {
                    case 'A' -> " ALWAYS";
                    case 'R' -> " REPLICA";
                    default -> "";
                };
    }
}
