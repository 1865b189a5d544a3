package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constraint of a table.
 *
 * @param table the table
 * @param type {@code pg_constraint.contype}: {@code p}, {@code u} or {@code x} with an index, {@code f} foreign key,
 *     {@code c} CHECK, {@code n} NOT NULL NOT VALID
 * @param local whether the table itself defines it, rather than only inheriting it
 * @param definition it as {@code pg_get_constraintdef()} writes it, {@code ""} for PRIMARY KEY and UNIQUE
 * @param referencedOid the table that a foreign key refers to, otherwise 0
 * @param key what only PRIMARY KEY, UNIQUE and EXCLUDE have, otherwise {@code null}
 */
record Constraint(
        SchemaObject<Relation> table,
        char type,
        boolean local,
        String definition,
        long referencedOid,
        @Nullable Key key) {

    static final char PRIMARY_KEY = 'p';
    static final char UNIQUE = 'u';
    static final char EXCLUSION = 'x';
    static final char FOREIGN_KEY = 'f';
    static final char CHECK = 'c';

    /**
     * A constraint with an index of its own.
     *
     * @param index the index
     * @param columns its key columns
     * @param included its INCLUDE columns
     * @param options the index's {@code reloptions}
     * @param nullsNotDistinct whether NULLs are equal (15 and newer)
     * @param deferrable whether it is DEFERRABLE
     * @param deferred whether it is INITIALLY DEFERRED
     * @param withoutOverlaps whether it is WITHOUT OVERLAPS (18 and newer)
     */
    record Key(
            SchemaObject<Index> index,
            List<String> columns,
            List<String> included,
            List<String> options,
            boolean nullsNotDistinct,
            boolean deferrable,
            boolean deferred,
            boolean withoutOverlaps) {

        Key {
            columns = List.copyOf(columns);
            included = List.copyOf(included);
            options = List.copyOf(options);
        }
    }
}
