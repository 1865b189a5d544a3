package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.EntryWriter.ColumnAcl;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes known of a relation after its row in {@code pg_class} was read. Changeable; confined to the thread that
 * reads the schema.
 */
public final class RelationLinks {

    private final List<Attribute> attributes = new ArrayList<>();
    private final List<SchemaObject<Relation>> parents = new ArrayList<>();
    private final Map<Integer, SchemaObject<AttributeDefault>> defaults = new HashMap<>();
    private final Set<Integer> inheritedNotNulls = new HashSet<>();
    private final Set<Integer> localNotNulls = new HashSet<>();
    private final List<InlineCheck> checks = new ArrayList<>();
    private final List<ColumnAcl> columnPrivileges = new ArrayList<>();
    private @Nullable OwningColumn owningColumn;
    private @Nullable SchemaObject<?> viewRule;
    private boolean interesting;
    private boolean unsafePartitions;

    /**
     * A CHECK constraint of a table.
     *
     * @param constraint the constraint; it stands outside CREATE TABLE if it {@link SchemaObject#isSeparate()}
     * @param local whether the table itself defines it
     * @param definition it as {@code pg_get_constraintdef()} writes it
     */
    public record InlineCheck(SchemaObject<?> constraint, boolean local, String definition) {}

    /**
     * The column that owns a sequence.
     *
     * @param table the column's table
     * @param number the column's number
     * @param isIdentity whether the sequence is that of an identity column
     */
    public record OwningColumn(SchemaObject<Relation> table, int number, boolean isIdentity) {}

    /** The columns; changeable. */
    public List<Attribute> attributes() {
        return attributes;
    }

    /** The parents; changeable. */
    public List<SchemaObject<Relation>> parents() {
        return parents;
    }

    /** The CHECK constraints, ordered by name; changeable. Whoever reads constraints adds them. */
    public List<InlineCheck> checks() {
        return checks;
    }

    /** The privileges on columns, ordered by column number; changeable. */
    public List<ColumnAcl> columnPrivileges() {
        return columnPrivileges;
    }

    /** The defaults and generation expressions, by column number. */
    public Map<Integer, SchemaObject<AttributeDefault>> defaults() {
        return Collections.unmodifiableMap(defaults);
    }

    public void putDefault(int number, SchemaObject<AttributeDefault> object) {
        defaults.put(number, object);
    }

    /** Forgets the default of a column, as if there were none. */
    public void removeDefault(int number) {
        defaults.remove(number);
    }

    /** Whether CREATE TABLE says NOT NULL because the table itself defines it. */
    public boolean hasLocalNotNull(Attribute attribute) {
        int number = attribute.number();
        return localNotNulls.contains(number) || (attribute.notNull().local() && !inheritedNotNulls.contains(number));
    }

    /** NOT NULL of this column counts as inherited, whatever the catalog says. */
    public void setNotNullInherited(int number) {
        inheritedNotNulls.add(number);
    }

    /** NOT NULL of this column counts as the table's own, whatever the catalog says. */
    public void setNotNullLocal(int number) {
        localNotNulls.add(number);
    }

    /** For a sequence: the column that owns it, or {@code null}. */
    public @Nullable OwningColumn owningColumn() {
        return owningColumn;
    }

    public void setOwningColumn(OwningColumn column) {
        this.owningColumn = column;
    }

    /** Whether it is the sequence of an identity column. */
    public boolean isIdentitySequence() {
        return owningColumn != null && owningColumn.isIdentity();
    }

    /** For a view: its ON SELECT rule, once rules were read. */
    public @Nullable SchemaObject<?> viewRule() {
        return viewRule;
    }

    /** Whoever reads rules sets the ON SELECT rule of every view and materialized view. */
    public void setViewRule(SchemaObject<?> rule) {
        this.viewRule = rule;
    }

    /** Whether a view is first made with a dummy query, because its rule comes later. */
    public boolean isDummyView() {
        return viewRule != null && viewRule.isSeparate();
    }

    public boolean isInteresting() {
        return interesting;
    }

    public void setInteresting() {
        this.interesting = true;
    }

    /** Whether its rows may hash to other partitions after a restore (hash partitioning by an enum). */
    public boolean hasUnsafePartitions() {
        return unsafePartitions;
    }

    public void setUnsafePartitions() {
        this.unsafePartitions = true;
    }
}
