package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Loop;
import dev.dbsnapshot.schema.LoopTurn;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import java.util.List;

/**
 * Announcements of base and range types, dumped ahead of the functions that the type itself needs
 * ({@code dumpShellType}). They have no catalog id, or they would capture the type's dependencies.
 */
final class ShellTypes implements Kind<ShellTypes.ShellType> {

    /**
     * An announcement of a type.
     *
     * @param owner the type's owner
     */
    record ShellType(String owner) {}

    @Override
    public String noun() {
        return "shell type";
    }

    @Override
    public Class<ShellType> type() {
        return ShellType.class;
    }

    @Override
    public Priority priority(ShellType details) {
        return Priority.TYPE;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of();
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        for (SchemaObject<BaseTypes.BaseType> type : database.all(BaseTypes.BaseType.class)) {
            announce(type, type.details().owner(), database);
        }
        for (SchemaObject<RangeTypes.RangeType> type : database.all(RangeTypes.RangeType.class)) {
            announce(type, type.details().owner(), database);
        }
    }

    private void announce(SchemaObject<?> type, Ownership owner, Database database) {
        if (type.dumps(Component.DEFINITION)) {
            database.addDerived(
                    this, new ShellType(owner.owner()), type.catalogId().oid(), type.namespace(), type.name());
        }
    }

    @Override
    public LoopTurn loopTurn() {
        return LoopTurn.TYPE_AND_FUNCTION;
    }

    @Override
    public boolean breakLoop(Loop loop) {
        if (loop.size() != 2) {
            return false;
        }
        for (int i = 0; i < 2; i++) {
            SchemaObject<?> type = loop.get(i);
            SchemaObject<?> function = loop.after(i);
            if (TypeRows.isType(type) && function.details() instanceof Functions.Function) {
                announceTo(function, type, loop.database());
                return true;
            }
        }
        return false;
    }

    /**
     * A function that a type needs depends on the type's announcement instead, which thereby is dumped
     * ({@code repairTypeFuncLoop}).
     */
    private static void announceTo(SchemaObject<?> function, SchemaObject<?> type, Database database) {
        function.forgetDependency(type);
        SchemaObject<ShellType> shell =
                database.find(ShellType.class, type.catalogId().oid());
        if (shell == null) {
            return;
        }
        function.dependOn(shell);
        if (function.isDumped()) {
            shell.dump().clear();
            shell.dump().addAll(function.dump());
            shell.dump().add(Component.DEFINITION);
        }
    }

    @Override
    public void write(SchemaObject<ShellType> object, EntryWriter out) {
        // Without a DROP, pg_restore does not change the owner either: that must wait until the type is defined.
        if (object.dumps(Component.DEFINITION)) {
            out.add(out.entry(object, "SHELL TYPE", Section.PRE_DATA)
                    .owner(object.details().owner())
                    .defn("CREATE TYPE " + out.quoting().qualified(object) + ";\n")
                    .build());
        }
    }
}
