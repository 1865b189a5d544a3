package dev.dbsnapshot.kube.settings;

import java.util.Optional;

/** A part of what it takes to reach a database, under libpq's keyword, and how names of variables end that carry it. */
public enum Part {
    /** All in one: a URI, a JDBC URL, or conninfo. */
    URL("", "URL", "URI", "DSN", "CONNECTION_STRING", "CONNECTION_URL", "JDBC_URL"),
    HOST("host", "HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "ENDPOINT"),
    PORT("port", "PORT"),
    DATABASE("dbname", "NAME", "DATABASE", "DB", "DBNAME", "DB_NAME", "DATABASE_NAME"),
    USER("user", "USER", "USERNAME", "DB_USER"),
    PASSWORD("password", "PASSWORD", "PASS", "PASSWD", "DB_PASSWORD"),
    SSL_MODE("sslmode", "SSLMODE", "SSL_MODE");

    private final String keyword;
    private final String endings;

    Part(String keyword, String... endings) {
        this.keyword = keyword;
        this.endings = " " + String.join(" ", endings) + " ";
    }

    /** libpq's keyword; empty for {@link #URL}. */
    public String keyword() {
        return keyword;
    }

    static Optional<Part> byEnding(String ending) {
        for (Part part : values()) {
            if (part.endings.contains(" " + ending + " ")) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }
}
