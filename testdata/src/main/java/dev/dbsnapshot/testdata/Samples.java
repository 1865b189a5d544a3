package dev.dbsnapshot.testdata;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** All sample databases. */
public final class Samples {

    /** Everything that an application database commonly holds, each kind of object with all of its options. */
    public static final Sample APPLICATION = sample(
            "application",
            "every common kind of object with all of its options, over 70 tables",
            "schemas",
            "extensions",
            "types",
            "functions",
            "tables",
            "sequences",
            "inheritance",
            "partitions",
            "constraints",
            "indexes",
            "views",
            "triggers",
            "policies",
            "statistics",
            "loops",
            "data",
            "database");

    /** Logical replication: publications with what they publish, and subscriptions. */
    public static final Sample REPLICATION = sample(
            "replication", "publications and subscriptions with all of their options", "publications", "subscriptions");

    /** A small shop with a few thousand rows: what the quickstart shows. */
    public static final Sample SHOP = sample("shop", "a small shop with a few thousand rows", "shop");

    /** Everything that hangs on tables: indexes, constraints, triggers, rules, policies, statistics. */
    public static final Sample TABLE_OBJECTS = sample(
            "table_objects",
            "what hangs on tables, every option of its CREATE and ALTER statements",
            "base",
            "indexes",
            "constraints",
            "triggers",
            "rules",
            "policies",
            "statistics");

    /** The kinds of objects that applications rarely make, each with all of its options. */
    public static final Sample RARE_KINDS = sample(
            "rare_kinds",
            "what applications rarely make: base types, operators, text search, foreign data and the like",
            "types",
            "operators",
            "languages",
            "collations",
            "text_search",
            "foreign_data",
            "functions",
            "event_triggers");

    /** Every privilege on every type of object, default privileges, and what was changed on objects of the system. */
    public static final Sample PRIVILEGES = sample(
            "privileges",
            "every privilege on every type of object, those of the system and of extensions included",
            "objects",
            "grants",
            "changed",
            "defaults");

    /** Values, names and texts that programs like to mangle, under settings that change how they are written. */
    public static final Sample HOSTILE = sample(
            "hostile", "values, names and texts that programs like to mangle", "values", "names", "texts", "strings");

    /** One value of 100 MB. */
    public static final Sample LARGE_VALUE = sample("large_value", "one text of 100 MB", "value");

    /** A database in LATIN1, with names and rows beyond ASCII. */
    public static final Sample LATIN1 = encoded("latin1", "a database in LATIN1", "LATIN1", "latin1");

    /** A database without an encoding, whose rows are not all UTF-8. */
    public static final Sample SQL_ASCII =
            encoded("sql_ascii", "a database in SQL_ASCII with rows that are no UTF-8", "SQL_ASCII", "bytes");

    /** A database without an encoding, whose catalog is not all UTF-8. */
    public static final Sample SQL_ASCII_NAMES =
            encoded("sql_ascii_names", "a database in SQL_ASCII with names that are no UTF-8", "SQL_ASCII", "names");

    /** An empty database in an encoding that the driver cannot speak. */
    public static final Sample MULE_INTERNAL =
            encoded("mule_internal", "an empty database in MULE_INTERNAL", "MULE_INTERNAL");

    /** Every option of tables, views, sequences and foreign tables, and the oddities of inheritance and partitions. */
    public static final Sample RELATIONS = sample(
            "relations",
            "every option of CREATE TABLE, VIEW, MATERIALIZED VIEW, SEQUENCE and FOREIGN TABLE",
            "tables",
            "sequences",
            "inheritance",
            "partitions",
            "views",
            "foreign");

    /** What pg_dump writes in a way that no server takes back. */
    public static final Sample UNRESTORABLE =
            sample("unrestorable", "what pg_dump writes, but pg_restore cannot restore", "objects");

    private static final List<Sample> ALL = List.of(
            APPLICATION,
            RELATIONS,
            TABLE_OBJECTS,
            RARE_KINDS,
            UNRESTORABLE,
            PRIVILEGES,
            REPLICATION,
            SHOP,
            HOSTILE,
            LARGE_VALUE,
            LATIN1,
            SQL_ASCII,
            SQL_ASCII_NAMES,
            MULE_INTERNAL);

    private Samples() {}

    /** All of them. */
    public static List<Sample> all() {
        return ALL;
    }

    /** Those that a server of this major version can hold. */
    public static List<Sample> of(int major) {
        return ALL.stream().filter(sample -> sample.appliesTo(major)).toList();
    }

    /** The sample of this name. */
    public static Sample named(String name) {
        return ALL.stream()
                .filter(sample -> sample.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sample " + name + "; there are: "
                        + ALL.stream().map(Sample::name).collect(Collectors.joining(", "))));
    }

    private static Sample sample(String name, String purpose, String... topics) {
        return new Sample(name, purpose, PostgresServer.OLDEST, PostgresServer.NEWEST, "", Arrays.asList(topics));
    }

    private static Sample encoded(String name, String purpose, String encoding, String... topics) {
        return new Sample(
                name,
                purpose,
                PostgresServer.OLDEST,
                PostgresServer.NEWEST,
                "ENCODING '" + encoding + "' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
                Arrays.asList(topics));
    }
}
