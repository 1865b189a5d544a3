package dev.dbsnapshot.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object of the database as a node of the dependency graph (pg_dump's {@code DumpableObject}): its identity, what of
 * it is dumped, and what it depends on. What the kind knows beyond that is its record. Identity semantics; confined to
 * the thread that reads the schema.
 *
 * @param <R> the kind's record
 */
public final class SchemaObject<R> {

    private static final int[] NONE = {};
    private static final int FIRST_ROOM = 4;

    private final Kind<R> kind;
    private final R details;
    private final int dumpId;
    private final CatalogId catalogId;
    private final @Nullable String namespace;
    private final String name;
    private int[] dependencies = NONE;
    private int dependencyCount;
    private final EnumSet<Component> dump = EnumSet.noneOf(Component.class);
    private final EnumSet<Component> dumpContains = EnumSet.noneOf(Component.class);
    private boolean extensionMember;
    private boolean dependsOnExtension;
    private boolean separate;
    private boolean postponed;

    SchemaObject(Kind<R> kind, R details, int dumpId, CatalogId catalogId, @Nullable String namespace, String name) {
        this.kind = kind;
        this.details = details;
        this.dumpId = dumpId;
        this.catalogId = catalogId;
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * One of several objects for which this one stands: what its entries are about. The model does not know it.
     *
     * @param partDumpId its dump id
     * @param partId its identity
     * @param partName its name
     */
    public SchemaObject<R> part(int partDumpId, CatalogId partId, String partName) {
        SchemaObject<R> part = new SchemaObject<>(kind, details, partDumpId, partId, namespace, partName);
        part.dump.addAll(dump);
        return part;
    }

    public Kind<R> kind() {
        return kind;
    }

    /** What the kind knows of the object. */
    public R details() {
        return details;
    }

    /** Where it stands before dependencies are looked at. */
    public Priority priority() {
        return kind.priority(details);
    }

    /** The number of its entry in the archive, from 1. */
    public int dumpId() {
        return dumpId;
    }

    public CatalogId catalogId() {
        return catalogId;
    }

    /** The schema it lives in, or {@code null} for objects that live in none. Unquoted. */
    public @Nullable String namespace() {
        return namespace;
    }

    /** Its name, unquoted. */
    public String name() {
        return name;
    }

    /**
     * Dump ids of the objects that it needs, in the order in which they became known. The same one may stand there
     * several times: pg_dump keeps one for each column that pg_depend names, and so does the archive.
     */
    public List<Integer> dependencies() {
        List<Integer> copy = new ArrayList<>(dependencyCount);
        for (int i = 0; i < dependencyCount; i++) {
            copy.add(dependencies[i]);
        }
        return Collections.unmodifiableList(copy);
    }

    /** How many there are. */
    public int dependencyCount() {
        return dependencyCount;
    }

    /** One of them, counted from 0. */
    public int dependency(int index) {
        return dependencies[Objects.checkIndex(index, dependencyCount)];
    }

    /** Makes this object come after that one. */
    public void dependOn(SchemaObject<?> other) {
        if (dependencyCount == dependencies.length) {
            dependencies = Arrays.copyOf(dependencies, Math.max(FIRST_ROOM, 2 * dependencyCount));
        }
        dependencies[dependencyCount++] = other.dumpId;
    }

    /** Forgets that this object comes after that one, however often it was said. */
    public void forgetDependency(SchemaObject<?> other) {
        int kept = 0;
        for (int i = 0; i < dependencyCount; i++) {
            if (dependencies[i] != other.dumpId) {
                dependencies[kept++] = dependencies[i];
            }
        }
        dependencyCount = kept;
    }

    /** What of it is dumped; changeable. Empty means that it is known, but not dumped. */
    public EnumSet<Component> dump() {
        return dump;
    }

    /** For a namespace: what of the objects in it is dumped; changeable. */
    public EnumSet<Component> dumpContains() {
        return dumpContains;
    }

    /** Whether this component of it is dumped. */
    public boolean dumps(Component component) {
        return dump.contains(component);
    }

    /** Whether anything of it is dumped. */
    public boolean isDumped() {
        return !dump.isEmpty();
    }

    /** Whether it belongs to an extension. */
    public boolean isExtensionMember() {
        return extensionMember;
    }

    public void setExtensionMember(boolean value) {
        this.extensionMember = value;
    }

    /** Whether it has an {@code ALTER ... DEPENDS ON EXTENSION}. */
    public boolean dependsOnExtension() {
        return dependsOnExtension;
    }

    public void setDependsOnExtension(boolean value) {
        this.dependsOnExtension = value;
    }

    /**
     * Whether it is written as an entry of its own rather than inside its owner's definition: a default or CHECK
     * constraint outside CREATE TABLE, a view's rule outside CREATE VIEW.
     */
    public boolean isSeparate() {
        return separate;
    }

    public void setSeparate(boolean value) {
        this.separate = value;
    }

    /** Whether its definition moves to the post-data section ({@code postponed_def}). */
    public boolean isPostponed() {
        return postponed;
    }

    public void setPostponed(boolean value) {
        this.postponed = value;
    }

    @Override
    public String toString() {
        return kind.noun() + " " + (namespace == null ? name : namespace + "." + name) + " (dump id " + dumpId + ")";
    }
}
