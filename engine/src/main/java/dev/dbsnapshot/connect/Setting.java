package dev.dbsnapshot.connect;

import java.util.Optional;

/** The settings of a connection, by libpq's keyword and the environment variable that libpq reads for it. */
enum Setting {
    HOST("host", "PGHOST"),
    PORT("port", "PGPORT"),
    DATABASE("dbname", "PGDATABASE"),
    USER("user", "PGUSER"),
    PASSWORD("password", "PGPASSWORD"),
    PASSWORD_FILE("passfile", "PGPASSFILE"),
    SERVICE("service", "PGSERVICE"),
    SERVICE_FILE("servicefile", "PGSERVICEFILE"),
    SSL_MODE("sslmode", "PGSSLMODE"),
    SSL_ROOT_CERT("sslrootcert", "PGSSLROOTCERT"),
    SSL_CERT("sslcert", "PGSSLCERT"),
    SSL_KEY("sslkey", "PGSSLKEY"),
    OPTIONS("options", "PGOPTIONS"),
    APPLICATION_NAME("application_name", "PGAPPNAME"),
    CONNECT_TIMEOUT("connect_timeout", "PGCONNECT_TIMEOUT"),
    CHANNEL_BINDING("channel_binding", "PGCHANNELBINDING"),
    /** As in libpq, only the environment has it. */
    TIME_ZONE("TimeZone", "PGTZ");

    private final String keyword;
    private final String variable;

    Setting(String keyword, String variable) {
        this.keyword = keyword;
        this.variable = variable;
    }

    String keyword() {
        return keyword;
    }

    String variable() {
        return variable;
    }

    static Optional<Setting> byKeyword(String keyword) {
        for (Setting setting : values()) {
            if (setting != TIME_ZONE && setting.keyword.equals(keyword)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
