package dev.dbsnapshot.cli.faults;

import java.util.Locale;

/** What a database holds before and after a restore; every one is a template that databases of tests are copied from. */
enum Content {
    /** What the archive holds. */
    SNAPSHOT("""
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (1, false);
        CREATE TABLE part (id serial PRIMARY KEY, name text, whole int);
        CREATE TABLE whole (id int PRIMARY KEY, first int REFERENCES part DEFERRABLE);
        ALTER TABLE part ADD FOREIGN KEY (whole) REFERENCES whole;
        INSERT INTO part (name) SELECT repeat('p', 80) || i FROM generate_series(1, 500) i;
        INSERT INTO whole SELECT i, i FROM generate_series(1, 20) i;
        UPDATE part SET whole = id WHERE id <= 20;
        CREATE INDEX by_name ON part (name);
        ALTER TABLE whole ENABLE ROW LEVEL SECURITY;
        CREATE POLICY none ON whole USING (false);
        CREATE TRIGGER swallows BEFORE UPDATE ON part FOR EACH ROW
            EXECUTE FUNCTION suppress_redundant_updates_trigger();
        CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM part;
        SELECT lo_from_bytea(8001, 'first');
        """),

    /** The same schema with other data, for a restore of nothing but data. */
    CHANGED(SNAPSHOT.sql + """
        UPDATE part SET name = 'changed' WHERE id % 7 = 0;
        DELETE FROM part WHERE id > 400;
        SELECT nextval('part_id_seq'), nextval('part_id_seq');
        SELECT lo_put(8001, 0, 'second');
        SELECT lo_from_bytea(8002, 'surplus');
        REFRESH MATERIALIZED VIEW counted;
        """),

    /** Another schema, of a newer version. */
    OTHER("""
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO schema_migrations VALUES (2, false);
        CREATE SCHEMA more;
        CREATE TABLE more.part (id serial PRIMARY KEY, name text UNIQUE);
        INSERT INTO more.part (name) SELECT 'other ' || i FROM generate_series(1, 300) i;
        CREATE TABLE part (id int REFERENCES more.part, name text);
        INSERT INTO part SELECT i, 'x' FROM generate_series(1, 30) i;
        CREATE VIEW seen AS SELECT * FROM part;
        SELECT lo_from_bytea(8001, 'other'), lo_from_bytea(8003, 'third');
        """),

    /** Nothing. */
    EMPTY("SELECT 1"),

    /** A part of the archive, as several transactions leave it when their process is killed. */
    HALF("CREATE TABLE part (id int, name text); CREATE TABLE whole (id int); INSERT INTO whole VALUES (1)"),

    /** The same in a database that was empty, which a schema says. */
    MARKED(HALF.sql + "; CREATE SCHEMA db_snapshot_unfinished_restore; SELECT lo_from_bytea(8001, 'first')");

    private final String sql;

    Content(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    /** The name of the template. */
    String template() {
        return "faults_" + name().toLowerCase(Locale.ROOT);
    }
}
