package dev.dbsnapshot.backup;

import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.ArchiveItems;
import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.DatabaseEntries;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.OlderMajor;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.schema.SchemaReader;
import dev.dbsnapshot.schema.Selection;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * What a backup will hold: every entry of the archive, in its order, with where its data comes from. Immutable.
 *
 * @param catalog what the texts depend on
 * @param items the entries
 * @param warnings what the person should know of them
 */
public record SchemaPlan(Catalog catalog, ArchiveItems items, List<String> warnings) {

    public SchemaPlan {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the schema on a session that is set up as pg_dump sets up its own, and writes all entries.
     *
     * @param session in the transaction whose snapshot is backed up
     * @param kinds what to read
     * @param selection what is wanted
     */
    public static SchemaPlan of(Session session, List<Kind<?>> kinds, Selection selection) {
        Model model = read(session, new SchemaReader(kinds, Catalog.of(session, selection)));
        SchemaPlan plan = model.order(objects -> StandardCharsets.UTF_8).plan();
        model.requireNothingNewer(session, plan.items());
        return plan;
    }

    /** Asks the server all that the entries need. */
    static Model read(Session session, SchemaReader reader) {
        Database database = reader.read(session);
        return new Model(reader.kinds(), database, DatabaseEntries.read(session, reader.catalog()));
    }

    /**
     * What was read, of which entries can be written without asking the server.
     *
     * @param kinds what was read
     * @param database the objects
     * @param leading the entries before theirs
     */
    record Model(List<Kind<?>> kinds, Database database, DatabaseEntries leading) {

        /** Puts the objects in order, for an archive whose names are sorted by their bytes in this encoding. */
        OrderedSchema order(Function<List<SchemaObject<?>>, Charset> charsetOfNames) {
            return OrderedSchema.of(database, leading, kinds, charsetOfNames.apply(database.objects()));
        }

        /** Refuses what an older major version that the archive is for does not have. */
        void requireNothingNewer(Session session, ArchiveItems items) {
            OlderMajor.check(session, database, items);
        }
    }
}
