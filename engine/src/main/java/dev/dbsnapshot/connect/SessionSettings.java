package dev.dbsnapshot.connect;

/**
 * The settings of a session, in one message. They are those of pg_dump's setup_connection, so that the server renders
 * everything as it does for pg_dump. pg_restore leaves the style of values to the server, which matters where it fills
 * materialized views. idle_session_timeout is ours, because sessions wait for each other here, and so is jit: a query of
 * the catalogs is over before its code is compiled.
 */
final class SessionSettings {

    private static final String COMMON = """
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        SET row_security = off;
        SELECT pg_catalog.set_config('search_path', '', false);
        """;

    /**
     * restrict_nonsystem_relation_kind came with minor releases (CVE-2024-7348), so that it is set only where the
     * server knows it.
     */
    private static final String DUMP = """
        SET DateStyle = ISO;
        SET IntervalStyle = postgres;
        SET extra_float_digits = 3;
        SET synchronize_seqscans = off;
        SET jit = off;
        SELECT pg_catalog.set_config(name, 'view, foreign-table', false) FROM pg_catalog.pg_settings
         WHERE name = 'restrict_nonsystem_relation_kind';
        """;

    /**
     * What a role or a database may have set otherwise, and what would give the text of an archive another meaning, or
     * let nothing be changed outside of a transaction that says that it writes.
     */
    private static final String RESTORE = """
        SET array_nulls = on;
        SET transform_null_equals = off;
        SET default_transaction_isolation = 'read committed';
        SET default_transaction_read_only = off;
        SET default_transaction_deferrable = off;
        """;

    private SessionSettings() {}

    static String sql(ServerVersion version, SessionPurpose purpose) {
        StringBuilder sql = new StringBuilder(COMMON);
        if (version.atLeast(14)) {
            sql.append("SET idle_session_timeout = 0;\n");
        }
        if (version.atLeast(17)) {
            sql.append("SET transaction_timeout = 0;\n");
        }
        sql.append(purpose == SessionPurpose.DUMP ? DUMP : RESTORE);
        return sql.toString();
    }
}
