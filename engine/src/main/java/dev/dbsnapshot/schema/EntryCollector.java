package dev.dbsnapshot.schema;

import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The {@link EntryWriter} that keeps what is written, in order. Not thread-safe. */
public final class EntryCollector implements EntryWriter {

    private final Database database;
    private final ArchiveItems.Builder items = new ArchiveItems.Builder();

    public EntryCollector(Database database) {
        this.database = database;
    }

    /** What was written; nothing is written any more. */
    public ArchiveItems items() {
        return items.build();
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void add(TocEntry entry) {
        items.add(new ArchiveItem(asOfMajor(entry), null));
    }

    @Override
    public void add(TocEntry entry, MemberSource source) {
        items.add(new ArchiveItem(asOfMajor(entry), source));
    }

    /** Writes an entry again that was written by another collector. */
    public void add(ArchiveItem item) {
        items.add(item);
    }

    /** Archives have relkind from 17 on. */
    private TocEntry asOfMajor(TocEntry entry) {
        return major() >= 17 || entry.relkind() == 0
                ? entry
                : entry.toBuilder().relkind((char) 0).build();
    }

    @Override
    public void comment(SchemaObject<?> object, CommentTarget target) {
        String text = database.comments().on(target.about()).get(target.subId());
        if (target.initdbComment() != null) {
            // A comment that someone removed from what initdb made must be removed by the restore too.
            if (text == null) {
                text = "";
            } else if (text.equals(target.initdbComment())) {
                text = null;
            }
        }
        if (text == null || !object.dumps(Component.COMMENT)) {
            return;
        }
        String subject = subject(target.type(), target.quotedName(), target.namespace());
        attach(
                object.dumpId(),
                "COMMENT",
                target.type() + " " + target.quotedName(),
                target.namespace(),
                target.owner(),
                "COMMENT ON " + subject + " IS " + quoting().literal(text) + ";\n");
    }

    @Override
    public SortedMap<Integer, String> comments(CatalogId about) {
        return database.comments().on(about);
    }

    @Override
    public void securityLabel(
            SchemaObject<?> object,
            CatalogId about,
            String type,
            String quotedName,
            @Nullable String namespace,
            @Nullable String owner) {
        if (!object.dumps(Component.SECURITY_LABEL)) {
            return;
        }
        StringBuilder sql = new StringBuilder();
        for (SecurityLabels.Label label : database.securityLabels().on(about)) {
            if (label.subId() == 0) {
                sql.append(label.sql(subject(type, quotedName, namespace), quoting()));
            }
        }
        attachLabels(object, type + " " + quotedName, namespace, owner, sql);
    }

    @Override
    public void tableSecurityLabel(
            SchemaObject<?> table, String type, @Nullable String owner, IntFunction<String> columnName) {
        if (!table.dumps(Component.SECURITY_LABEL)) {
            return;
        }
        String qualified = quoting().qualified(table);
        StringBuilder sql = new StringBuilder();
        for (SecurityLabels.Label label : database.securityLabels().on(table.catalogId())) {
            String subject = label.subId() == 0
                    ? type + " " + qualified
                    : "COLUMN " + qualified + "." + quoting().id(columnName.apply(label.subId()));
            sql.append(label.sql(subject, quoting()));
        }
        attachLabels(table, type + " " + quoting().id(table.name()), table.namespace(), owner, sql);
    }

    private void attachLabels(
            SchemaObject<?> object, String tag, @Nullable String namespace, @Nullable String owner, StringBuilder sql) {
        if (!sql.isEmpty()) {
            attach(object.dumpId(), "SECURITY LABEL", tag, namespace, owner, sql.toString());
        }
    }

    @Override
    public void acl(SchemaObject<?> object, AclTarget target) {
        new AclEntries(this).write(object, target);
    }

    @Override
    public void tableAcl(SchemaObject<?> table, AclTarget target, List<ColumnAcl> columns) {
        new AclEntries(this).writeTable(table, target, columns);
    }

    @Override
    public boolean changesTableAcl(SchemaObject<?> table, AclTarget target, List<ColumnAcl> columns) {
        return new AclEntries(this).changesTable(table, target, columns);
    }

    @Override
    public String defaultPrivileges(String role, @Nullable String namespace, String type, String base, String acl) {
        String prefix = "ALTER DEFAULT PRIVILEGES FOR ROLE " + quoting().id(role) + " "
                + (namespace == null ? "" : "IN SCHEMA " + quoting().id(namespace) + " ");
        return new AclCommands(type, "", null, role, prefix, quoting(), major()).from(base, acl);
    }

    /** Writes an entry that goes with the object of another one. */
    void attach(
            int ownerDumpId, String desc, String tag, @Nullable String namespace, @Nullable String owner, String defn) {
        add(TocEntry.builder(database.newDumpId(), desc, Section.NONE)
                .tag(tag)
                .namespace(namespace)
                .owner(owner)
                .defn(defn)
                .dependencies(List.of(ownerDumpId))
                .build());
    }

    private String subject(String type, String quotedName, @Nullable String namespace) {
        String prefix =
                namespace == null || namespace.isEmpty() ? "" : quoting().id(namespace) + ".";
        return type + " " + prefix + quotedName;
    }
}
