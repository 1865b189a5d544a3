package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.SchemaObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table, view, materialized view, foreign table, sequence or composite type as {@code pg_class} has it (pg_dump's
 * {@code TableInfo}).
 *
 * @param relkind {@code r} table, {@code p} partitioned table, {@code v} view, {@code m} materialized view,
 *     {@code f} foreign table, {@code S} sequence, {@code c} composite type
 * @param owner the owner's name
 * @param rowTypeOid OID of its row type in {@code pg_type}, 0 if it has none
 * @param persistence {@code p} permanent, {@code u} unlogged
 * @param isPartition whether it is a partition of another table
 * @param checkCount the number of CHECK constraints, inherited ones included
 * @param hasIndexes whether it has or had indexes
 * @param hasRules whether it has or had rules
 * @param hasTriggers whether it has or had triggers
 * @param rowSecurity whether ROW LEVEL SECURITY is enabled
 * @param forceRowSecurity whether it is forced for the owner too
 * @param replicaIdentity {@code d} default, {@code n} nothing, {@code f} full, {@code i} index
 * @param isPopulated whether a materialized view has its data
 * @param pages {@code relpages}
 * @param toastPages {@code relpages} of its TOAST table, 0 without one
 * @param tablespace its tablespace, {@code ""} for the database's default
 * @param accessMethod its table access method, or {@code null} where it has none
 * @param options {@code reloptions} without a view's check option
 * @param toastOptions {@code reloptions} of its TOAST table
 * @param checkOption {@code LOCAL} or {@code CASCADED} for a view WITH CHECK OPTION, otherwise {@code null}
 * @param ofType the type of a typed table as {@code format_type()} writes it, or {@code null}
 * @param privileges its ACL
 * @param body what its relkind has beyond that
 * @param links what becomes known when other objects are read
 */
public record Relation(
        char relkind,
        String owner,
        long rowTypeOid,
        char persistence,
        boolean isPartition,
        int checkCount,
        boolean hasIndexes,
        boolean hasRules,
        boolean hasTriggers,
        boolean rowSecurity,
        boolean forceRowSecurity,
        char replicaIdentity,
        boolean isPopulated,
        long pages,
        long toastPages,
        String tablespace,
        @Nullable String accessMethod,
        List<String> options,
        List<String> toastOptions,
        @Nullable String checkOption,
        @Nullable String ofType,
        Privileges privileges,
        Body body,
        RelationLinks links) {

    public static final char TABLE = 'r';
    public static final char PARTITIONED_TABLE = 'p';
    public static final char VIEW = 'v';
    public static final char MATERIALIZED_VIEW = 'm';
    public static final char FOREIGN_TABLE = 'f';
    public static final char SEQUENCE = 'S';
    public static final char COMPOSITE_TYPE = 'c';

    public Relation {
        options = List.copyOf(options);
        toastOptions = List.copyOf(toastOptions);
    }

    /**
     * What only some relkinds have; {@code null} where it does not apply.
     *
     * @param viewDefinition a view's query as {@code pg_get_viewdef()} writes it, with its semicolon
     * @param partitionKey a partitioned table's key as {@code pg_get_partkeydef()} writes it
     * @param partitionBound a partition's bound, from FOR VALUES or DEFAULT on
     * @param foreignServer a foreign table's server
     * @param foreignOptions a foreign table's options as OPTIONS (...) takes them
     * @param sequence a sequence's parameters
     * @param neededExtensions the extensions that a materialized view was made to depend on
     */
    public record Body(
            @Nullable String viewDefinition,
            @Nullable String partitionKey,
            @Nullable String partitionBound,
            @Nullable String foreignServer,
            @Nullable String foreignOptions,
            @Nullable SequenceParameters sequence,
            List<String> neededExtensions) {
        public Body {
            neededExtensions = List.copyOf(neededExtensions);
        }
    }

    /**
     * The privileges on the relation as a whole.
     *
     * @param acl {@code relacl}, or {@code null} where the catalog has NULL
     * @param defaultAcl what {@code acldefault()} gives
     */
    public record Privileges(@Nullable String acl, String defaultAcl) {}

    /** Whether this is its relkind. */
    public boolean is(char kind) {
        return relkind == kind;
    }

    /** Its columns in the order of their numbers, dropped ones included; empty for sequences and composite types. */
    public List<Attribute> attributes() {
        return links.attributes();
    }

    /** The column of this number, which must be a user column. */
    public Attribute attribute(int number) {
        return links.attributes().get(number - 1);
    }

    /** The tables it inherits from, or the table that it is a partition of, in the order of pg_dump. */
    public List<SchemaObject<Relation>> parents() {
        return links.parents();
    }

    /** Whether more than its name matters: it is dumped, or needed by one that is. */
    public boolean isInteresting() {
        return links.isInteresting();
    }

    /** Whether CREATE TABLE names the column ({@code shouldPrintColumn}). */
    public boolean prints(Attribute attribute) {
        // A partition is created as a table of its own and attached afterwards.
        return !attribute.dropped() && (attribute.local() || isPartition);
    }

    /** What follows CREATE, DROP and COMMENT ON. */
    public String typeName() {
        return switch (relkind) {
            case VIEW -> "VIEW";
            case MATERIALIZED_VIEW -> "MATERIALIZED VIEW";
            case FOREIGN_TABLE -> "FOREIGN TABLE";
            case SEQUENCE -> "SEQUENCE";
            default -> "TABLE";
        };
    }

    /** What stands in front of TABLE in ALTER statements: {@code "FOREIGN "} or nothing. */
    public String foreign() {
        return relkind == FOREIGN_TABLE ? "FOREIGN " : "";
    }
}
