package dev.dbsnapshot.schema;

import dev.dbsnapshot.schema.EntryWriter.AclTarget;
import dev.dbsnapshot.schema.EntryWriter.ColumnAcl;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Writes ACL entries ({@code dumpACL}), each with what changes the privileges that the object has after its creation. */
final class AclEntries {

    private final EntryCollector out;

    AclEntries(EntryCollector out) {
        this.out = out;
    }

    /** The entry of an object. */
    void write(SchemaObject<?> object, AclTarget target) {
        if (isWanted(object)) {
            write(target, null, base(object, target), List.of(object.dumpId()));
        }
    }

    /** The entry of the database, for which no initial privileges are recorded. */
    void writeDatabase(int dumpId, AclTarget target) {
        if (out.database().catalog().selection().includesPrivileges()) {
            write(target, null, target.defaultAcl(), List.of(dumpId));
        }
    }

    /** The entries of a table and its columns. */
    void writeTable(SchemaObject<?> table, AclTarget target, List<ColumnAcl> columns) {
        if (!isWanted(table)) {
            return;
        }
        // A table without privileges on record is looked at only for the sake of its columns.
        AclTarget whole = columns.isEmpty() ? target : target.withAcl(orDefault(target.acl(), target.defaultAcl()));
        List<Integer> dependencies = new ArrayList<>(List.of(table.dumpId()));
        write(whole, null, base(table, target), dependencies).ifPresent(dependencies::add);
        for (ColumnAcl column : columns) {
            // By default nobody has privileges on a column.
            String initial = orDefault(initial(table, column.number()), "{}");
            AclTarget part = target.withAcl(orDefault(column.acl(), "{}"));
            write(part, out.quoting().id(column.name()), initial, dependencies);
        }
    }

    /** Whether the privileges on a table or its columns are others than the initial ones. */
    boolean changesTable(SchemaObject<?> table, AclTarget target, List<ColumnAcl> columns) {
        return !sql(target, null, base(table, target)).isEmpty()
                || columns.stream().anyMatch(column -> !sql(
                                target.withAcl(orDefault(column.acl(), "{}")),
                                out.quoting().id(column.name()),
                                orDefault(initial(table, column.number()), "{}"))
                        .isEmpty());
    }

    private boolean isWanted(SchemaObject<?> object) {
        return out.database().catalog().selection().includesPrivileges() && object.dumps(Component.ACL);
    }

    private @Nullable String initial(SchemaObject<?> object, int subId) {
        return out.database().initialPrivileges().on(object.catalogId(), subId);
    }

    private String base(SchemaObject<?> object, AclTarget target) {
        return orDefault(initial(object, 0), target.defaultAcl());
    }

    private static String orDefault(@Nullable String acl, String defaultAcl) {
        return Objects.requireNonNullElse(acl, defaultAcl);
    }

    /** Writes the entry unless the privileges are what they were, and returns its dump id. */
    private OptionalInt write(AclTarget target, @Nullable String column, String base, List<Integer> dependencies) {
        String sql = sql(target, column, base);
        if (sql.isEmpty()) {
            return OptionalInt.empty();
        }
        int dumpId = out.database().newDumpId();
        out.add(TocEntry.builder(dumpId, "ACL", Section.NONE)
                .tag(tag(target, column))
                .namespace(target.namespace())
                .owner(target.owner())
                .defn(sql)
                .dependencies(dependencies)
                .build());
        return OptionalInt.of(dumpId);
    }

    /** What leads from the initial privileges to those that are; empty if there is nothing to do. */
    private String sql(AclTarget target, @Nullable String column, String base) {
        String acl = target.acl();
        if (acl == null) {
            return "";
        }
        Quoting quoting = out.quoting();
        String namespace = target.namespace();
        String subject = (namespace == null ? "" : quoting.id(namespace) + ".") + target.quotedName();
        return new AclCommands(target.type(), subject, column, target.owner(), "", quoting, out.major())
                .from(base, acl);
    }

    private static String tag(AclTarget target, @Nullable String column) {
        if (target.tag() != null) {
            return target.tag();
        }
        return column == null
                ? target.type() + " " + target.quotedName()
                : "COLUMN " + target.quotedName() + "." + column;
    }
}
