package dev.dbsnapshot.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The model of a database: every object that was read, by dump id, by catalog id and by kind. Not thread-safe. */
public final class Database {

    private final Catalog catalog;
    private final List<SchemaObject<?>> objects = new ArrayList<>();
    private final Map<CatalogId, SchemaObject<?>> byCatalogId = new HashMap<>();
    private final Map<Class<?>, Map<Long, SchemaObject<?>>> byKind = new HashMap<>();
    private final Map<String, SchemaObject<?>> namespaces = new HashMap<>();
    private final Map<CatalogId, SchemaObject<?>> extensions = new HashMap<>();
    private final Map<Integer, SchemaObject<?>> byDumpId = new HashMap<>();
    private @Nullable SchemaObject<?> preDataBoundary;
    private @Nullable SchemaObject<?> postDataBoundary;
    private Comments comments = Comments.NONE;
    private SecurityLabels securityLabels = SecurityLabels.NONE;
    private InitialPrivileges initialPrivileges = InitialPrivileges.NONE;
    private final List<String> warnings = new ArrayList<>();
    private int lastDumpId;

    public Database(Catalog catalog) {
        this.catalog = catalog;
    }

    public Catalog catalog() {
        return catalog;
    }

    /** A dump id that nothing has yet ({@code createDumpId}). */
    public int newDumpId() {
        return ++lastDumpId;
    }

    /** Adds an object that is in a catalog, under a new dump id. */
    public <R> SchemaObject<R> add(
            Kind<R> kind, R details, CatalogId catalogId, @Nullable String namespace, String name) {
        SchemaObject<R> object = new SchemaObject<>(kind, details, newDumpId(), catalogId, namespace, name);
        objects.add(object);
        byDumpId.put(object.dumpId(), object);
        byKind.computeIfAbsent(kind.type(), type -> new LinkedHashMap<>()).put(catalogId.oid(), object);
        byCatalogId.put(catalogId, object);
        return object;
    }

    /**
     * Adds an object that depends on another one rather than being in a catalog (a table's data, the link of a
     * partition). {@link #find(Class, long)} finds it under the OID of that other object.
     */
    public <R> SchemaObject<R> addDerived(
            Kind<R> kind, R details, long oidOfOwner, @Nullable String namespace, String name) {
        SchemaObject<R> object = new SchemaObject<>(kind, details, newDumpId(), CatalogId.NONE, namespace, name);
        objects.add(object);
        byDumpId.put(object.dumpId(), object);
        byKind.computeIfAbsent(kind.type(), type -> new LinkedHashMap<>()).put(oidOfOwner, object);
        return object;
    }

    /** All objects, in the order of their dump ids. */
    public List<SchemaObject<?>> objects() {
        return Collections.unmodifiableList(objects);
    }

    /** The object of this dump id, or {@code null} if it is that of an entry without object. */
    public @Nullable SchemaObject<?> find(int dumpId) {
        return byDumpId.get(dumpId);
    }

    /** The object of this identity, or {@code null} if none was read. */
    public @Nullable SchemaObject<?> find(CatalogId catalogId) {
        return byCatalogId.get(catalogId);
    }

    /** The object of this kind and OID, or {@code null} if none was read. */
    @SuppressWarnings("unchecked") // Maps of byKind hold only objects of the kind they stand under.
    public <R> @Nullable SchemaObject<R> find(Class<R> type, long oid) {
        Map<Long, SchemaObject<?>> ofKind = byKind.get(type);
        return ofKind == null ? null : (SchemaObject<R>) ofKind.get(oid);
    }

    /** All objects of this kind, in the order in which they were read. */
    @SuppressWarnings("unchecked") // Maps of byKind hold only objects of the kind they stand under.
    public <R> List<SchemaObject<R>> all(Class<R> type) {
        Map<Long, SchemaObject<?>> ofKind = byKind.get(type);
        List<SchemaObject<R>> result = new ArrayList<>();
        if (ofKind != null) {
            ofKind.values().forEach(object -> result.add((SchemaObject<R>) object));
        }
        return result;
    }

    /** Makes a namespace known by its name. */
    public void addNamespace(SchemaObject<?> namespace) {
        namespaces.put(namespace.name(), namespace);
    }

    /** The namespace that an object lives in, or {@code null} for objects that live in none. */
    public @Nullable SchemaObject<?> namespaceOf(SchemaObject<?> object) {
        return object.namespace() == null ? null : namespaces.get(object.namespace());
    }

    /** Makes an object known as a member of an extension. */
    public void addExtensionMember(CatalogId member, SchemaObject<?> extension) {
        extensions.put(member, extension);
    }

    /** The extension that an object is a member of, or {@code null}. */
    public @Nullable SchemaObject<?> extensionOf(CatalogId member) {
        return extensions.get(member);
    }

    /** Adds the objects between the sections ({@code createBoundaryObjects}); they come after all others. */
    public void addBoundaries() {
        Boundary.BoundaryKind kind = new Boundary.BoundaryKind();
        preDataBoundary = addDerived(kind, Boundary.PRE_DATA, 1, null, "PRE-DATA BOUNDARY");
        postDataBoundary = addDerived(kind, Boundary.POST_DATA, 2, null, "POST-DATA BOUNDARY");
    }

    /** The object that all of the pre-data section comes before. */
    public SchemaObject<?> preDataBoundary() {
        return Objects.requireNonNull(preDataBoundary, "boundaries are added when everything is read");
    }

    /** The object that all of the post-data section comes after. */
    public SchemaObject<?> postDataBoundary() {
        return Objects.requireNonNull(postDataBoundary, "boundaries are added when everything is read");
    }

    /** Notes what the person should know, one line. */
    public void warn(String warning) {
        warnings.add(warning);
    }

    /** What the person should know. */
    public List<String> warnings() {
        return Collections.unmodifiableList(warnings);
    }

    void setComments(Comments comments) {
        this.comments = comments;
    }

    Comments comments() {
        return comments;
    }

    void setSecurityLabels(SecurityLabels securityLabels) {
        this.securityLabels = securityLabels;
    }

    SecurityLabels securityLabels() {
        return securityLabels;
    }

    void setInitialPrivileges(InitialPrivileges initialPrivileges) {
        this.initialPrivileges = initialPrivileges;
    }

    InitialPrivileges initialPrivileges() {
        return initialPrivileges;
    }
}
