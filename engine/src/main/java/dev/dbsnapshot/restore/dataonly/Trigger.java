package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.restore.target.SqlText;

/**
 * A trigger on a table that inserting, deleting or truncating could fire. Immutable.
 *
 * @param table OID of its table
 * @param state {@code pg_trigger.tgenabled}: O, D, R or A
 * @param onDelete whether nothing but deleting fires it
 * @param internal whether it carries out a constraint, or is (before 15) a partition's copy of its parent's trigger
 * @param constraintType {@code pg_constraint.contype} of the constraint that it carries out, or 0
 * @param constraint OID of that constraint, or 0
 * @param create statements that make it, with its comment
 */
record Trigger(
        long table,
        String name,
        char state,
        boolean onDelete,
        boolean internal,
        char constraintType,
        long constraint,
        String create) {

    /** The bits of tgtype are TRIGGER_TYPE_INSERT, _DELETE and _TRUNCATE. */
    static final String QUERY = """
        SELECT t.tgrelid, t.tgname, t.tgenabled, t.tgtype & (4 | 32) = 0 AS on_delete, t.tgisinternal, con.contype, con.oid AS constraint,
            pg_catalog.pg_get_triggerdef(t.oid) || pg_catalog.format('; COMMENT ON TRIGGER %I ON %I.%I IS %L',
                t.tgname, n.nspname, c.relname, pg_catalog.obj_description(t.oid, 'pg_trigger')) AS create
        FROM pg_catalog.pg_trigger t
        JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_constraint con ON con.oid = t.tgconstraint
        WHERE t.tgtype & (4 | 8 | 32) <> 0 AND t.tgrelid >= 16384
        ORDER BY t.tgrelid, t.oid
        """;

    static Trigger read(Row row) {
        return new Trigger(
                row.oid("tgrelid"),
                row.text("tgname"),
                row.character("tgenabled"),
                row.bool("on_delete"),
                row.bool("tgisinternal"),
                row.character("contype"),
                row.oid("constraint"),
                row.text("create"));
    }

    /** Whether it fires in a session with this setting of session_replication_role. */
    boolean fires(boolean replica) {
        return state == 'A' || state == (replica ? 'R' : 'O');
    }

    boolean ofForeignKey() {
        return constraintType == 'f';
    }

    /** Whether it finds duplicates that a deferrable constraint lets in at first. */
    boolean ofUniqueness() {
        return internal && (constraintType == 'p' || constraintType == 'u' || constraintType == 'x');
    }

    /** Whether it is a partition's copy of its parent's; from 15 on nothing tells it from others. */
    boolean isCopy() {
        return internal && !ofForeignKey() && !ofUniqueness();
    }

    /** The action of ALTER TABLE that keeps it from firing. */
    String disable() {
        return "DISABLE TRIGGER " + SqlText.id(name);
    }

    /** The action of ALTER TABLE that gives it back the state that it had. */
    String restore() {
        return switch (state) {
                    case 'A' -> "ENABLE ALWAYS TRIGGER ";
                    case 'R' -> "ENABLE REPLICA TRIGGER ";
                    case 'D' -> "DISABLE TRIGGER ";
                    default -> "ENABLE TRIGGER ";
                }
                + SqlText.id(name);
    }
}
