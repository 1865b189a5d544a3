package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.schema.Catalog;
import dev.dbsnapshot.schema.CatalogQuery;
import dev.dbsnapshot.schema.CatalogRows;
import dev.dbsnapshot.schema.Database;
import dev.dbsnapshot.schema.EntryWriter;
import dev.dbsnapshot.schema.Kind;
import dev.dbsnapshot.schema.Priority;
import dev.dbsnapshot.schema.Quoting;
import dev.dbsnapshot.schema.SchemaObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** CREATE TEXT SEARCH CONFIGURATION and its mappings ({@code dumpTSConfig}). */
final class TextSearchConfigurations implements Kind<TextSearchConfigurations.TextSearchConfiguration> {

    /**
     * A configuration.
     *
     * @param owner its owner
     * @param parser its parser, quoted, with schema
     * @param mappings which dictionaries see which tokens, in the order in which they do
     */
    record TextSearchConfiguration(String owner, String parser, List<Mapping> mappings) {}

    /**
     * A dictionary that sees a type of token.
     *
     * @param token the token type's name, unquoted
     * @param dictionary the dictionary, quoted, with schema
     */
    record Mapping(String token, String dictionary) {}

    @Override
    public String noun() {
        return "text search configuration";
    }

    @Override
    public Class<TextSearchConfiguration> type() {
        return TextSearchConfiguration.class;
    }

    @Override
    public Priority priority(TextSearchConfiguration details) {
        return Priority.TSCONFIG;
    }

    @Override
    public List<CatalogQuery> queries(Catalog catalog) {
        String sql = """
            SELECT c.tableoid, c.oid, n.nspname, c.cfgname AS name,
                   pg_catalog.pg_get_userbyid(c.cfgowner) AS owner,
                   pg_catalog.format('%%I.%%I', pn.nspname, p.prsname) AS parser
            FROM pg_catalog.pg_ts_config c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
            JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
            JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
            WHERE c.oid >= %s
            ORDER BY c.oid\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        String mappings = """
            SELECT m.mapcfg,
                   (SELECT t.alias FROM pg_catalog.ts_token_type(c.cfgparser) AS t
                    WHERE t.tokid = m.maptokentype) AS token,
                   m.mapdict::pg_catalog.regdictionary AS dictionary
            FROM pg_catalog.pg_ts_config_map m
            JOIN pg_catalog.pg_ts_config c ON c.oid = m.mapcfg
            WHERE c.oid >= %s
            ORDER BY m.mapcfg, m.maptokentype, m.mapseqno\
            """.formatted(ObjectRows.FIRST_NORMAL_OBJECT_ID);
        return List.of(
                new CatalogQuery("text search mappings", mappings),
                new CatalogQuery("text search configurations", sql));
    }

    @Override
    public void read(CatalogRows rows, Database database) {
        Map<Long, List<Mapping>> mappings = new HashMap<>();
        rows.forEach("text search mappings", row -> mappings.computeIfAbsent(
                        row.oid("mapcfg"), configuration -> new ArrayList<>())
                .add(new Mapping(row.text("token"), row.text("dictionary"))));
        rows.forEach("text search configurations", row -> {
            TextSearchConfiguration details = new TextSearchConfiguration(
                    row.text("owner"), row.text("parser"), mappings.getOrDefault(row.oid("oid"), List.of()));
            ObjectRows.select(this, details, row, database);
        });
    }

    @Override
    public void write(SchemaObject<TextSearchConfiguration> object, EntryWriter out) {
        TextSearchConfiguration configuration = object.details();
        Quoting quoting = out.quoting();
        String name = quoting.qualified(object);
        StringBuilder sql = new StringBuilder("CREATE TEXT SEARCH CONFIGURATION " + name + " (\n");
        sql.append("    PARSER = ").append(configuration.parser()).append(" );\n");
        String token = "";
        for (Mapping mapping : configuration.mappings()) {
            if (mapping.token().equals(token)) {
                sql.append(", ").append(mapping.dictionary());
                continue;
            }
            sql.append(token.isEmpty() ? "" : ";\n");
            token = mapping.token();
            sql.append("\nALTER TEXT SEARCH CONFIGURATION ").append(name);
            sql.append("\n    ADD MAPPING FOR ").append(quoting.id(token));
            sql.append(" WITH ").append(mapping.dictionary());
        }
        sql.append(token.isEmpty() ? "" : ";\n");
        PreDataEntry.write(object, "TEXT SEARCH CONFIGURATION", configuration.owner(), sql.toString(), out);
    }
}
