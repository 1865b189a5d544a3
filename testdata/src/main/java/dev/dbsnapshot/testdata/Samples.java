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

    /** A small shop with a few thousand rows: what the quickstart shows. */
    public static final Sample SHOP = sample("shop", "a small shop with a few thousand rows", "shop");

    private static final List<Sample> ALL = List.of(APPLICATION, SHOP);

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
}
