package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.CatalogId;
import org.jspecify.annotations.Nullable;

/**
 * A column of a relation, as {@code pg_attribute} has it; system columns are not among them.
 *
 * @param number {@code attnum}, from 1; every number up to the relation's last is there, dropped columns included
 * @param name its name, unquoted
 * @param type the type with its modifier as {@code format_type()} writes it
 * @param statisticsTarget the statistics target, -1 for the default
 * @param storage {@code attstorage}
 * @param typeStorage the storage that the type has by itself
 * @param compression the compression method from 14 on, 0 for the default
 * @param identity {@code a} for GENERATED ALWAYS AS IDENTITY, {@code d} for BY DEFAULT, 0 for no identity
 * @param generated {@code s} for a stored generated column, {@code v} for a virtual one (18 and newer), otherwise 0
 * @param dropped whether it was dropped
 * @param local whether the relation itself defines it, rather than inheriting it
 * @param collation the collation in the way of a qualified name, if it is not the type's own
 * @param options {@code attoptions} as SET (...) takes them, or {@code ""}
 * @param fdwOptions {@code attfdwoptions} as OPTIONS (...) takes them, or {@code ""}
 * @param notNull its NOT NULL constraint
 */
public record Attribute(
        int number,
        String name,
        String type,
        int statisticsTarget,
        char storage,
        char typeStorage,
        char compression,
        char identity,
        char generated,
        boolean dropped,
        boolean local,
        @Nullable CollationName collation,
        String options,
        String fdwOptions,
        NotNull notNull) {

    /** The name of a collation. */
    public record CollationName(String namespace, String name) {}

    /**
     * The NOT NULL constraint of a column.
     *
     * @param present whether there is one that CREATE TABLE can make; one that is NOT VALID (18 and newer) is an object of
     *     its own and does not count
     * @param name its name where it must be said, or {@code ""}
     * @param hasComment whether there is a comment on it (18 and newer)
     * @param catalogId its identity (18 and newer)
     * @param noInherit whether it is NO INHERIT
     * @param local whether the relation itself defines it
     * @param invalid whether there is one that is NOT VALID
     */
    public record NotNull(
            boolean present,
            String name,
            boolean hasComment,
            CatalogId catalogId,
            boolean noInherit,
            boolean local,
            boolean invalid) {

        private static final NotNull NONE = new NotNull(false, "", false, CatalogId.NONE, false, false, false);
        private static final NotNull WITHOUT_NAME = new NotNull(true, "", false, CatalogId.NONE, false, true, false);

        /** Up to 17 it is nothing but a mark of the column. */
        static NotNull unnamed(Row row) {
            return row.bool("attnotnull") ? WITHOUT_NAME : NONE;
        }

        static NotNull of(Row row, String relation, String attribute) {
            boolean hasComment = !row.isNull("notnull_comment");
            CatalogId catalogId = new CatalogId(row.oid("notnull_tableoid"), row.oid("notnull_oid"));
            if (row.oid("notnull_invalidoid") != 0) {
                return new NotNull(false, "", hasComment, catalogId, false, false, true);
            }
            String name = row.textOrNull("notnull_name");
            // The server chooses this name by itself where it can, so that pg_dump leaves it to the server.
            boolean chosenByServer = name != null && name.equals(relation + "_" + attribute + "_not_null");
            return new NotNull(
                    name != null,
                    name == null || (chosenByServer && !hasComment) ? "" : name,
                    hasComment,
                    catalogId,
                    row.bool("notnull_noinherit"),
                    row.bool("notnull_islocal"),
                    false);
        }
    }

    /** Whether it is a generated column. */
    public boolean isGenerated() {
        return generated != 0;
    }

    static Attribute of(Row row, String relation, int major) {
        String name = row.text("attname");
        String collation = row.textOrNull("collname");
        return new Attribute(
                row.integer("attnum"),
                name,
                emptyIfNull(row.textOrNull("atttypname")),
                row.isNull("attstattarget") ? -1 : row.integer("attstattarget"),
                row.character("attstorage"),
                row.character("typstorage"),
                row.character("attcompression"),
                row.character("attidentity"),
                row.character("attgenerated"),
                row.bool("attisdropped"),
                row.bool("attislocal"),
                collation == null ? null : new CollationName(row.text("collnamespace"), collation),
                emptyIfNull(row.textOrNull("attoptions")),
                emptyIfNull(row.textOrNull("attfdwoptions")),
                major >= 18 ? NotNull.of(row, relation, name) : NotNull.unnamed(row));
    }

    private static String emptyIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }
}
