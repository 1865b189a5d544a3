package dev.dbsnapshot.restore.dataonly;

import dev.dbsnapshot.testdata.PostgresServer;

/** A database in which everything stands that could get in the way of replacing rows; its role owns all of it. */
final class ObstacleCourse {

    private static final String TABLES = """
        CREATE TABLE public.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
        INSERT INTO public.schema_migrations VALUES (42, false);
        CREATE SCHEMA "Odd app";
        SET search_path = "Odd app";

        -- Circular foreign keys, one deferrable, one deferred; a table that refers to itself; MATCH FULL
        CREATE TABLE team (id int PRIMARY KEY, lead int NOT NULL);
        CREATE TABLE person (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, team int NOT NULL, boss int,
            "Full name" text NOT NULL, email text COLLATE "C" UNIQUE, a int, b int, UNIQUE (a, b),
            initials text GENERATED ALWAYS AS (left("Full name", 1)) STORED);
        INSERT INTO team SELECT i, i FROM generate_series(1, 50) i;
        INSERT INTO person (team, boss, "Full name", email, a, b)
            SELECT i % 50 + 1, nullif(i / 10, 0), 'Person number ' || i || repeat('x', 60), i || '@example.com', i, -i
            FROM generate_series(1, 5000) i;
        ALTER TABLE team ADD CONSTRAINT "lead is" FOREIGN KEY (lead) REFERENCES person DEFERRABLE INITIALLY DEFERRED;
        ALTER TABLE person ADD CONSTRAINT "in team" FOREIGN KEY (team) REFERENCES team ON DELETE CASCADE DEFERRABLE;
        ALTER TABLE person ADD CONSTRAINT boss FOREIGN KEY (boss) REFERENCES person ON DELETE SET NULL ON UPDATE CASCADE;
        COMMENT ON CONSTRAINT "lead is" ON team IS 'who leads it''s people';
        CREATE TABLE pair (a int, b int, note varchar(10), mail varchar(60) REFERENCES person (email),
            FOREIGN KEY (a, b) REFERENCES person (a, b) MATCH FULL);
        INSERT INTO pair VALUES (1, -1, 'x', '1@example.com'), (NULL, NULL, 'y', NULL);

        -- NOT VALID: rows that break them were there before
        CREATE TABLE loose (id int, ref int, n int);
        INSERT INTO loose VALUES (1, 999999, -5), (2, 1, 5);
        ALTER TABLE loose ADD CONSTRAINT positive CHECK (n > 0) NOT VALID;
        COMMENT ON CONSTRAINT positive ON loose IS 'from now on';
        ALTER TABLE loose ADD CONSTRAINT known FOREIGN KEY (ref) REFERENCES person NOT VALID;
        CREATE DOMAIN short AS text;
        CREATE TABLE shorts (s short);
        INSERT INTO shorts VALUES ('much too long for it');
        ALTER DOMAIN short ADD CONSTRAINT few CHECK (length(value) < 5) NOT VALID;

        -- Triggers in every state, of every time; a constraint trigger that is deferred
        CREATE TABLE log (entry text);
        INSERT INTO log VALUES ('kept');
        CREATE FUNCTION noise() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO "Odd app".log VALUES (tg_name); RETURN NULL; END $$;
        CREATE TABLE noisy (id int PRIMARY KEY, t text);
        INSERT INTO noisy SELECT i, repeat('n', 70) FROM generate_series(1, 4500) i;
        CREATE TRIGGER swallows BEFORE INSERT ON noisy FOR EACH ROW EXECUTE FUNCTION noise();
        CREATE TRIGGER origin AFTER INSERT ON noisy FOR EACH ROW EXECUTE FUNCTION noise();
        CREATE TRIGGER always AFTER INSERT ON noisy FOR EACH ROW EXECUTE FUNCTION noise();
        CREATE TRIGGER replica AFTER INSERT ON noisy FOR EACH ROW EXECUTE FUNCTION noise();
        CREATE TRIGGER disabled AFTER INSERT ON noisy FOR EACH ROW EXECUTE FUNCTION noise();
        CREATE TRIGGER truncating BEFORE TRUNCATE ON noisy FOR EACH STATEMENT EXECUTE FUNCTION noise();
        CREATE TRIGGER updating AFTER UPDATE ON noisy FOR EACH ROW EXECUTE FUNCTION noise();
        CREATE CONSTRAINT TRIGGER late AFTER INSERT ON noisy DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION noise();
        ALTER TABLE noisy ENABLE ALWAYS TRIGGER always, ENABLE REPLICA TRIGGER replica, DISABLE TRIGGER disabled,
            ENABLE ALWAYS TRIGGER truncating, DISABLE TRIGGER updating;
        COMMENT ON TRIGGER always ON noisy IS 'always';

        -- Policies that bind the owner too
        CREATE TABLE secret (id int PRIMARY KEY, owner text);
        INSERT INTO secret VALUES (1, 'nobody'), (2, 'me');
        ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
        ALTER TABLE secret FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON secret USING (owner = 'me') WITH CHECK (false);
        CREATE TABLE open_secret (id int REFERENCES secret);
        ALTER TABLE open_secret ENABLE ROW LEVEL SECURITY;
        INSERT INTO open_secret VALUES (1), (2);

        -- Partitions with foreign keys from, to and between them
        CREATE TABLE account (region text, id int, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
        CREATE TABLE account_eu PARTITION OF account FOR VALUES IN ('eu');
        CREATE TABLE account_us PARTITION OF account FOR VALUES IN ('us') PARTITION BY RANGE (id);
        CREATE TABLE account_us_1 PARTITION OF account_us FOR VALUES FROM (0) TO (1000);
        INSERT INTO account SELECT r, i FROM generate_series(1, 500) i, unnest('{eu,us}'::text[]) r;
        CREATE INDEX ON account (id);
        CREATE TRIGGER origin AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION noise();
        COMMENT ON TRIGGER origin ON account IS 'cloned';
        CREATE TABLE booking (region text, account int, day date, PRIMARY KEY (region, day, account))
            PARTITION BY RANGE (day);
        CREATE TABLE booking_24 PARTITION OF booking FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE booking_25 (account int, region text NOT NULL, day date NOT NULL);
        ALTER TABLE booking_25 ADD CONSTRAINT own_name FOREIGN KEY (region, account) REFERENCES account;
        COMMENT ON CONSTRAINT own_name ON booking_25 IS 'older than the partition';
        ALTER TABLE booking ADD FOREIGN KEY (region, account) REFERENCES account;
        ALTER TABLE booking_25 ALTER account SET NOT NULL;
        ALTER TABLE booking ATTACH PARTITION booking_25 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        INSERT INTO booking SELECT 'eu', i % 500 + 1, date '2024-06-01' + i FROM generate_series(1, 400) i;
        CREATE TABLE hashed (id int PRIMARY KEY, t text) PARTITION BY HASH (id);
        CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        INSERT INTO hashed SELECT i, 'h' FROM generate_series(1, 100) i;
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
        CREATE TABLE moods (m mood, n int) PARTITION BY HASH (m);
        CREATE TABLE moods_0 PARTITION OF moods FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE moods_1 PARTITION OF moods FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        INSERT INTO moods SELECT 'ok', i FROM generate_series(1, 10) i;
        INSERT INTO moods VALUES ('sad', 1), ('happy', 2);

        -- Inheritance
        CREATE TABLE city (name text, CONSTRAINT named CHECK (name <> ''));
        CREATE TABLE capital (country text) INHERITS (city);
        INSERT INTO city VALUES ('Bonn');
        INSERT INTO capital VALUES ('Berlin', 'de');
        ALTER TABLE city ADD CONSTRAINT late_named CHECK (name <> 'Bonn') NOT VALID;

        -- Indexes with all that can hang on them
        CREATE TABLE indexed (id int NOT NULL, code text NOT NULL, v int, t tsvector, r int4range, d text,
            CONSTRAINT "the key" PRIMARY KEY (id) WITH (fillfactor = 70),
            CONSTRAINT "late unique" UNIQUE (v) INCLUDE (code) DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT apart EXCLUDE USING gist (r WITH &&));
        INSERT INTO indexed SELECT i, 'code ' || i, i, to_tsvector('simple', 'word ' || i), int4range(i, i + 1),
            repeat('d', 50) FROM generate_series(1, 5000) i;
        CREATE UNIQUE INDEX identity ON indexed (code);
        ALTER TABLE indexed REPLICA IDENTITY USING INDEX identity;
        CREATE INDEX clustered ON indexed (v DESC NULLS LAST) WITH (fillfactor = 55);
        ALTER TABLE indexed CLUSTER ON clustered;
        CREATE INDEX expression ON indexed (lower(code), (v + 1)) WHERE v > 10;
        ALTER INDEX expression ALTER COLUMN 2 SET STATISTICS 77;
        COMMENT ON INDEX expression IS 'comment of an index';
        COMMENT ON INDEX "the key" IS 'index of a key';
        COMMENT ON CONSTRAINT "the key" ON indexed IS 'constraint of a key';
        CREATE INDEX words ON indexed USING gin (t);
        CREATE INDEX brin ON indexed USING brin (id) WITH (pages_per_range = 4);
        CREATE INDEX patterns ON indexed (d text_pattern_ops, code COLLATE "C");
        ALTER INDEX patterns DEPENDS ON EXTENSION plpgsql;
        CREATE TABLE grouped (id int PRIMARY KEY, t text);
        INSERT INTO grouped SELECT i, repeat('g', 70) FROM generate_series(1, 4500) i;
        CREATE VIEW by_key AS SELECT id, t FROM grouped GROUP BY id;

        -- Sequences, unlogged tables, tables without columns
        CREATE SEQUENCE lonely START 5 INCREMENT 3;
        SELECT nextval('lonely');
        CREATE TABLE counted (id serial PRIMARY KEY, small int GENERATED BY DEFAULT AS IDENTITY);
        INSERT INTO counted DEFAULT VALUES;
        CREATE UNLOGGED TABLE fast (id int PRIMARY KEY);
        INSERT INTO fast VALUES (1);
        CREATE TABLE nothing ();
        INSERT INTO nothing DEFAULT VALUES;

        -- Materialized views on each other, one not filled
        CREATE MATERIALIZED VIEW counts AS SELECT count(*) AS n FROM person;
        CREATE MATERIALIZED VIEW counts_of_counts AS SELECT n + 1 AS m FROM counts;
        CREATE UNIQUE INDEX ON counts_of_counts (m);
        CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS one WITH NO DATA;
        CREATE MATERIALIZED VIEW visible AS SELECT owner FROM secret;
        RESET search_path;

        SELECT lo_from_bytea(5001, 'first'), lo_from_bytea(5002, 'second, and longer'), lo_create(5003);
        COMMENT ON LARGE OBJECT 5001 IS 'one';
        """;

    private static final String CHANGES = """
        SET search_path = "Odd app";
        ALTER TABLE noisy DISABLE TRIGGER swallows;
        INSERT INTO noisy VALUES (100000, 'new');
        ALTER TABLE noisy ENABLE TRIGGER swallows;
        UPDATE person SET "Full name" = 'someone else' WHERE id < 100;
        INSERT INTO team VALUES (77, 1);
        DELETE FROM pair WHERE note = 'x';
        INSERT INTO loose VALUES (3, 1, 7);
        INSERT INTO log VALUES ('to go');
        INSERT INTO account VALUES ('us', 900);
        DELETE FROM booking WHERE day < '2024-08-01';
        INSERT INTO moods VALUES ('happy', 99);
        INSERT INTO capital VALUES ('Paris', 'fr');
        UPDATE indexed SET v = -v WHERE id % 2 = 0;
        DELETE FROM grouped WHERE id < 1000;
        SELECT nextval('lonely'), nextval('lonely'), nextval('person_id_seq');
        INSERT INTO counted DEFAULT VALUES;
        DELETE FROM fast;
        INSERT INTO nothing DEFAULT VALUES;
        REFRESH MATERIALIZED VIEW counts;
        REFRESH MATERIALIZED VIEW unfilled;
        RESET search_path;
        RESET session_replication_role;
        SET ROLE %s;
        SELECT lo_unlink(5002), lo_put(5001, 0, 'changed and longer'), lo_put(5003, 0, 'no longer empty'),
            lo_from_bytea(5009, 'surplus');
        """;

    private ObstacleCourse() {}

    /** A new database with all of it, which this role owns. */
    static String createFor(PostgresServer server, String role) {
        String database = server.createDatabase("OWNER " + role);
        server.run(database, "ALTER SCHEMA public OWNER TO " + role + "; SET ROLE " + role + ";\n" + TABLES);
        return database;
    }

    /** Changes rows everywhere, but nothing of the schema. */
    static void change(PostgresServer server, String database, String role) {
        server.run(database, "SET session_replication_role = replica; " + CHANGES.replace("%s", role));
    }
}
