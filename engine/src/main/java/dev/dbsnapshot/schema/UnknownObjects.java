package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.connect.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The guard against leaving out silently: a server newer than this version may have sorts of objects, and values that
 * say what an object is, which no kind's query or text knows. Where a database uses one of them, the dump fails and
 * names the objects. What belongs to an extension is the extension's affair.
 */
final class UnknownObjects {

    private static final int NAMED_AT_MOST = 20;

    /** The catalogs whose objects some kind writes, or that belong to an object that a kind writes. */
    static final List<String> CATALOGS = List.of(
            "pg_am",
            "pg_amop",
            "pg_amproc",
            "pg_attrdef",
            "pg_cast",
            "pg_class",
            "pg_collation",
            "pg_constraint",
            "pg_conversion",
            "pg_default_acl",
            "pg_event_trigger",
            "pg_extension",
            "pg_foreign_data_wrapper",
            "pg_foreign_server",
            "pg_language",
            "pg_largeobject",
            "pg_namespace",
            "pg_opclass",
            "pg_operator",
            "pg_opfamily",
            "pg_policy",
            "pg_proc",
            "pg_publication",
            "pg_publication_namespace",
            "pg_publication_rel",
            "pg_rewrite",
            "pg_statistic_ext",
            "pg_subscription",
            "pg_transform",
            "pg_trigger",
            "pg_ts_config",
            "pg_ts_dict",
            "pg_ts_parser",
            "pg_ts_template",
            "pg_type",
            "pg_user_mapping");

    /**
     * A column that says what an object is.
     *
     * @param catalog the catalog
     * @param column its column, of type {@code "char"}
     * @param known the values that the kinds know, separated by commas; nothing between them is the zero byte
     * @param since the first major version that has it
     */
    record Property(String catalog, String column, String known, int since) {

        private String isUnknown() {
            String values = Stream.of(known.split(",", -1))
                    .map(value -> "'" + value + "'")
                    .collect(Collectors.joining(", "));
            return "o." + column + " NOT IN (" + values + ")";
        }

        private String described() {
            return "('" + column + "', o." + column + "::pg_catalog.text, " + isUnknown() + ")";
        }
    }

    /** The objects of users that have another value, read once for all columns of their catalog. */
    private static String query(String catalog, List<Property> properties) {
        String described = "pg_catalog." + catalog;
        String object = "o.oid, 0";
        String users = "o.oid >= 16384";
        switch (catalog) {
            case "pg_attribute" -> {
                described = "pg_catalog.pg_class";
                object = "o.attrelid, o.attnum::integer";
                users = "o.attrelid >= 16384 AND o.attnum > 0 AND NOT o.attisdropped";
            }
            case "pg_aggregate" -> {
                described = "pg_catalog.pg_proc";
                object = "o.aggfnoid, 0";
                users = "o.aggfnoid >= 16384";
            }
            case "pg_subscription" ->
                users += " AND o.subdbid = (SELECT oid FROM pg_catalog.pg_database"
                        + " WHERE datname = pg_catalog.current_database())";
            default -> {}
        }
        return "SELECT v.property, v.value, '" + described + "'::pg_catalog.regclass::pg_catalog.oid, " + object
                + " FROM pg_catalog." + catalog + " o CROSS JOIN LATERAL (VALUES "
                + properties.stream().map(Property::described).collect(Collectors.joining(", "))
                + ") v (property, value, unknown) WHERE " + users + " AND ("
                + properties.stream().map(Property::isUnknown).collect(Collectors.joining(" OR "))
                + ") AND v.unknown";
    }

    /** Everything that a kind compares with single letters. */
    static final List<Property> PROPERTIES = List.of(
            new Property("pg_class", "relkind", "r,i,S,t,v,m,c,f,p,I", 12),
            new Property("pg_class", "relpersistence", "p,u,t", 12),
            new Property("pg_class", "relreplident", "d,n,f,i", 12),
            new Property("pg_attribute", "attstorage", "p,e,m,x", 12),
            new Property("pg_attribute", "attidentity", ",a,d", 12),
            new Property("pg_attribute", "attgenerated", ",s,v", 12),
            new Property("pg_attribute", "attcompression", ",p,l", 14),
            new Property("pg_type", "typtype", "b,c,d,e,p,r,m", 12),
            new Property("pg_type", "typalign", "c,s,i,d", 12),
            new Property("pg_type", "typstorage", "p,e,m,x", 12),
            new Property("pg_constraint", "contype", "c,f,n,p,u,t,x", 12),
            new Property("pg_proc", "prokind", "f,p,a,w", 12),
            new Property("pg_proc", "provolatile", "i,s,v", 12),
            new Property("pg_proc", "proparallel", "s,r,u", 12),
            new Property("pg_aggregate", "aggkind", "n,o,h", 12),
            new Property("pg_aggregate", "aggfinalmodify", "r,s,w", 12),
            new Property("pg_aggregate", "aggmfinalmodify", "r,s,w", 12),
            new Property("pg_operator", "oprkind", "b,l,r", 12),
            new Property("pg_amop", "amoppurpose", "s,o", 12),
            new Property("pg_am", "amtype", "i,t", 12),
            new Property("pg_cast", "castcontext", "e,a,i", 12),
            new Property("pg_cast", "castmethod", "f,b,i", 12),
            new Property("pg_collation", "collprovider", "d,b,c,i", 12),
            new Property("pg_default_acl", "defaclobjtype", "r,S,f,T,n,L", 12),
            new Property("pg_event_trigger", "evtenabled", "O,D,R,A", 12),
            new Property("pg_policy", "polcmd", "*,r,a,w,d", 12),
            new Property("pg_publication", "pubgencols", "n,s", 18),
            new Property("pg_rewrite", "ev_type", "1,2,3,4", 12),
            new Property("pg_rewrite", "ev_enabled", "O,D,R,A", 12),
            new Property("pg_subscription", "substream", "f,t,p", 16),
            new Property("pg_subscription", "subtwophasestate", "d,p,e", 15),
            new Property("pg_trigger", "tgenabled", "O,D,R,A", 12));

    private UnknownObjects() {}

    /**
     * Looks for them, in one query.
     *
     * @throws SnapshotException (UNSUPPORTED) that names what was found
     */
    static void refuse(ReadAhead answers, int major) {
        refuse(consumer -> answers.forEach(question(major), consumer));
    }

    static void refuse(Session session, int major, List<String> knownCatalogs) {
        refuse(consumer ->
                session.copy(List.of(query(major, knownCatalogs))).get(0).forEach(consumer));
    }

    /** What {@link #refuse(ReadAhead, int)} asks. */
    static String question(int major) {
        return query(major, CATALOGS);
    }

    private static void refuse(Consumer<Consumer<Row>> rows) {
        List<String> found = new ArrayList<>();
        rows.accept(row -> found.add(row.text("object")
                + (row.isNull("property")
                        ? ""
                        : " (" + row.text("property") + " \"" + row.textOrNull("value") + "\")")));
        if (found.isEmpty()) {
            return;
        }
        String more = found.size() > NAMED_AT_MOST ? " and " + (found.size() - NAMED_AT_MOST) + " more" : "";
        throw new SnapshotException(
                ErrorCode.UNSUPPORTED,
                "cannot dump what this version does not know: "
                        + String.join(", ", found.subList(0, Math.min(found.size(), NAMED_AT_MOST))) + more
                        + "; use a newer version of this program, or drop them");
    }

    private static String query(int major, List<String> knownCatalogs) {
        Map<String, List<Property>> byCatalog = PROPERTIES.stream()
                .filter(property -> property.since() <= major)
                .collect(Collectors.groupingBy(Property::catalog, LinkedHashMap::new, Collectors.toList()));
        String properties = byCatalog.entrySet().stream()
                .map(entry -> query(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\nUNION ALL "));
        String catalogs = knownCatalogs.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        // Every object depends on something, or something on it: by that the objects of new catalogs are found.
        return """
            WITH u (property, value, classid, objid, objsubid) AS (
            %s
            UNION ALL
            SELECT DISTINCT NULL, NULL, d.classid, d.objid, 0
            FROM pg_catalog.pg_depend d
            WHERE d.objid >= 16384 AND d.classid NOT IN (SELECT oid FROM pg_catalog.pg_class
              WHERE relnamespace = 'pg_catalog'::pg_catalog.regnamespace AND relname IN (%s)))
            SELECT property, value, pg_catalog.pg_describe_object(classid, objid, objsubid) AS object
            FROM u
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                              WHERE e.classid = u.classid AND e.objid = u.objid AND e.deptype = 'e')
            ORDER BY object, property\
            """.formatted(properties, catalogs);
    }
}
