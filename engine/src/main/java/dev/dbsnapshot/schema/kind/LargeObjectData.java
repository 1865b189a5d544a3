package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Component;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.MemberSource;
import dev.dbsnapshot.schema.Oids;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.Section;
import dev.dbsnapshot.toc.TocEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The data of large objects ({@code dumpLOs}): all in one entry up to 16, one entry for each group from 17 on. */
final class LargeObjectData implements Kind<LargeObjectData.Data> {

    /**
     * The data of large objects.
     *
     * @param oids their OIDs, ascending
     * @param group the group, or {@code null} where there are none
     */
    record Data(Oids oids, @Nullable SchemaObject<OwnedLargeObjects> group) {}

    @Override
    public String noun() {
        return "large object data";
    }

    @Override
    public Class<Data> type() {
        return Data.class;
    }

    @Override
    public Priority priority(Data data) {
        return Priority.LARGE_OBJECT_DATA;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        return List.of();
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        for (SchemaObject<OwnedLargeObjects> group : database.all(OwnedLargeObjects.class)) {
            add(new Data(group.details().oids(), group), group.name(), database).dependOn(group);
        }
        for (SchemaObject<LargeObjects.All> all : database.all(LargeObjects.All.class)) {
            add(new Data(all.details().oids(), null), "BLOBS", database);
        }
    }

    private SchemaObject<Data> add(Data data, String name, Database database) {
        SchemaObject<Data> object = database.addDerived(this, data, data.oids().get(0), null, name);
        object.dump().add(Component.DATA);
        return object;
    }

    @Override
    public void write(SchemaObject<Data> object, EntryWriter out) {
        SchemaObject<OwnedLargeObjects> group = object.details().group();
        TocEntry.Builder entry = out.entry(object, "BLOBS", Section.DATA).member(object.dumpId() + ".dat");
        String tocName = "blobs.toc";
        if (group != null) {
            tocName = "blobs_" + object.dumpId() + ".toc";
            entry.owner(group.details().owner()).dependencies(object.dependencies());
        }
        out.add(entry.build(), new MemberSource.LargeObjects(object.details().oids(), tocName));
    }
}
