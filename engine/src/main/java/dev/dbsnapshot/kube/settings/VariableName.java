package dev.dbsnapshot.kube.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a variable says: {@code FORGE_DB_HOST} is the host of the family {@code FORGE_DB_}.
 *
 * @param family everything before the part
 * @param application the part of the family that belongs to the application, such as {@code FORGE_}
 * @param part what it carries
 */
record VariableName(String family, String application, Part part) {

    private static final Pattern NAME = Pattern.compile("((?:[A-Z0-9]+_)*?)"
            + "(POSTGRES_DB_|POSTGRESQL_DB_|DATABASE_|DATASOURCE_|POSTGRESQL_|POSTGRES_|PGSQL_|PG_|PG|DB_)([A-Z_]+)");

    /** Applications name other databases in the same way. */
    private static final Pattern OTHER_DATABASES = Pattern.compile(
            "(MYSQL|MARIADB|MONGO|MONGODB|REDIS|CLICKHOUSE|CASSANDRA|ELASTIC|ELASTICSEARCH|NEO4J|MSSQL|ORACLE)_.*");

    private static final Set<String> SECOND_RANK =
            Set.of("REPLICA", "READ", "READONLY", "RO", "READER", "STANDBY", "FOLLOWER", "SLAVE", "TEST");

    /** Reads a name; empty if it does not sound like a PostgreSQL database. */
    static Optional<VariableName> of(String name) {
        String upper = name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        Matcher matcher = NAME.matcher(upper);
        if (!matcher.matches() || OTHER_DATABASES.matcher(upper).matches()) {
            return Optional.empty();
        }
        return Part.byEnding(matcher.group(3))
                .map(part -> new VariableName(matcher.group(1) + matcher.group(2), matcher.group(1), part));
    }

    /** Whether this names a copy of the database, which nobody restores into. */
    boolean isSecondRank() {
        for (String word : application.split("_")) {
            if (SECOND_RANK.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
