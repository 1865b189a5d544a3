package dev.dbsnapshot.schema;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.NamePattern;
import dev.dbsnapshot.api.NamePattern.Objects;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Session;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What patterns match in a database, asked in one query for all patterns of schemas, of tables, of extensions and of
 * foreign servers.
 *
 * @param included OIDs of what is taken in by name
 * @param excluded OIDs of what is left out by name
 */
record NamedObjects(Map<Sort, Set<Long>> included, Map<Sort, Set<Long>> excluded) {

    /** What is asked in one query, or decided on its own. */
    enum Sort {
        SCHEMA("schemas"),
        TABLE("tables"),
        TABLE_DATA("tables"),
        EXTENSION("extensions"),
        FOREIGN_SERVER("foreign servers");

        private final String plural;

        Sort(String plural) {
            this.plural = plural;
        }

        static Sort of(Objects objects) {
            return switch (objects) {
                case SCHEMA -> SCHEMA;
                case TABLE, TABLE_AND_CHILDREN -> TABLE;
                case TABLE_DATA, TABLE_DATA_AND_CHILDREN -> TABLE_DATA;
                case EXTENSION -> EXTENSION;
                case FOREIGN_DATA -> FOREIGN_SERVER;
            };
        }
    }

    private static final String INVALID_REGULAR_EXPRESSION = "2201B";

    private record Match(int pattern, long oid) {}

    static final NamedObjects NONE = new NamedObjects(Map.of(), Map.of());

    static NamedObjects find(Session session, DumpOptions options) {
        if (options.patterns().isEmpty()) {
            return NONE;
        }
        String database = session.query("SELECT pg_catalog.current_database() AS name", row -> row.text("name"))
                .get(0);
        NamedObjects found = new NamedObjects(new EnumMap<>(Sort.class), new EnumMap<>(Sort.class));
        found.add(options, session, database, EnumSet.of(Sort.SCHEMA));
        found.add(options, session, database, EnumSet.of(Sort.TABLE, Sort.TABLE_DATA));
        found.add(options, session, database, EnumSet.of(Sort.FOREIGN_SERVER));
        found.add(options, session, database, EnumSet.of(Sort.EXTENSION));
        return found;
    }

    boolean includes(Sort sort, long oid) {
        return included.getOrDefault(sort, Set.of()).contains(oid);
    }

    boolean excludes(Sort sort, long oid) {
        return excluded.getOrDefault(sort, Set.of()).contains(oid);
    }

    boolean includesAny(Sort sort) {
        return !included.getOrDefault(sort, Set.of()).isEmpty();
    }

    private void add(DumpOptions options, Session session, String database, Set<Sort> sorts) {
        List<NamePattern> patterns = options.patterns().stream()
                .filter(pattern -> sorts.contains(Sort.of(pattern.objects())))
                .toList();
        if (patterns.isEmpty()) {
            return;
        }
        boolean tables = sorts.contains(Sort.TABLE);
        String sql = PatternQuery.of(patterns, database);
        // Without a schema a pattern means what the session's own search_path shows.
        List<Match> matches;
        if (tables) {
            session.execute("RESET search_path");
            matches = query(session, sql, patterns, database);
            session.query("SELECT pg_catalog.set_config('search_path', '', false) AS path", row -> row.text("path"));
        } else {
            matches = query(session, sql, patterns, database);
        }
        for (Match match : matches) {
            NamePattern pattern = patterns.get(match.pattern());
            (pattern.includes() ? included : excluded)
                    .computeIfAbsent(Sort.of(pattern.objects()), sort -> new HashSet<>())
                    .add(match.oid());
        }
        requireMatches(options, patterns, matches);
    }

    private static List<Match> query(Session session, String sql, List<NamePattern> patterns, String database) {
        try {
            return session.query(sql, row -> new Match(row.integer("pattern"), row.oid("oid")));
        } catch (SnapshotException e) {
            throw e.sqlState().filter(INVALID_REGULAR_EXPRESSION::equals).isPresent()
                    ? invalid(session, patterns, database, e)
                    : e;
        }
    }

    /** The server does not say which of the patterns it is: they are asked for again, one by one. */
    private static SnapshotException invalid(
            Session session, List<NamePattern> patterns, String database, SnapshotException ofAll) {
        session.execute("ROLLBACK"); // Nothing is lost: the transaction has failed, and the backup with it.
        for (NamePattern pattern : patterns) {
            try {
                session.query(PatternQuery.of(List.of(pattern), database), row -> row.oid("oid"));
            } catch (SnapshotException e) {
                return new SnapshotException(
                        ErrorCode.USAGE,
                        "cannot use pattern " + pattern.pattern() + " of " + pattern.source() + ": " + e.getMessage()
                                + "; put double quotes around a name that is meant as it is",
                        e);
            }
        }
        return ofAll;
    }

    private void requireMatches(DumpOptions options, List<NamePattern> patterns, List<Match> matches) {
        Set<Integer> matching = new HashSet<>();
        matches.forEach(match -> matching.add(match.pattern()));
        for (int i = 0; i < patterns.size(); i++) {
            NamePattern pattern = patterns.get(i);
            Sort sort = Sort.of(pattern.objects());
            boolean strict = options.has(DumpFlag.STRICT_NAMES) || sort == Sort.FOREIGN_SERVER;
            if (pattern.includes() && strict && !matching.contains(i)) {
                throw new SnapshotException(
                        ErrorCode.USAGE,
                        "no matching " + sort.plural + " were found for pattern \"" + pattern.pattern() + "\"");
            }
        }
        List<Sort> named = new ArrayList<>();
        patterns.stream().filter(NamePattern::includes).forEach(pattern -> named.add(Sort.of(pattern.objects())));
        for (Sort sort : named) {
            if (!includesAny(sort)) {
                throw new SnapshotException(ErrorCode.USAGE, "no matching " + sort.plural + " were found");
            }
        }
    }
}
