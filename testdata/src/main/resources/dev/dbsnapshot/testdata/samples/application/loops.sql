-- Circular dependencies, one of every shape that pg_dump knows how to break, and chains across sections.
CREATE TABLE knots.numbered (id integer, note text);
CREATE FUNCTION knots.next_number(knots.numbered) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION knots.default_number() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
ALTER TABLE knots.numbered ALTER COLUMN id SET DEFAULT knots.next_number(NULL);
CREATE FUNCTION knots.whole_row(knots.numbered) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
ALTER TABLE knots.numbered ADD CONSTRAINT whole_row_check CHECK (knots.whole_row(numbered.*));
CREATE INDEX whole_row_index ON knots.numbered (knots.whole_row(numbered.*));

CREATE DOMAIN knots.self_checked AS integer;
CREATE FUNCTION knots.is_checked(knots.self_checked) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
ALTER DOMAIN knots.self_checked ADD CONSTRAINT self_check CHECK (knots.is_checked(VALUE));
CREATE TABLE knots.uses_domain (a knots.self_checked);
COMMENT ON CONSTRAINT self_check ON DOMAIN knots.self_checked IS 'in a loop with a function';

CREATE TABLE knots.hen (id integer PRIMARY KEY, egg integer);
CREATE TABLE knots.egg (id integer PRIMARY KEY, hen integer REFERENCES knots.hen);
ALTER TABLE knots.hen ADD FOREIGN KEY (egg) REFERENCES knots.egg DEFERRABLE;
CREATE TABLE knots.self (id integer PRIMARY KEY, parent integer REFERENCES knots.self);
CREATE TABLE knots.children (p knots.self[]);
INSERT INTO knots.self VALUES (1, NULL), (2, 1), (3, 2);

CREATE VIEW knots.by_key AS SELECT id, egg, count(*) AS n FROM knots.hen GROUP BY id;
CREATE FUNCTION knots.takes_view(knots.by_key) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW knots.over_key AS SELECT knots.takes_view(b) AS x FROM knots.by_key AS b;
CREATE RULE over_key_insert AS ON INSERT TO knots.over_key DO INSTEAD INSERT INTO knots.hen VALUES (NEW.x);
CREATE MATERIALIZED VIEW knots.copied AS SELECT id, egg FROM knots.by_key;
CREATE INDEX copied_id ON knots.copied (id);
CREATE MATERIALIZED VIEW knots.copied_twice AS SELECT * FROM knots.copied;
CREATE FUNCTION knots.reads_copy() RETURNS SETOF knots.copied LANGUAGE sql AS 'SELECT * FROM knots.copied';
CREATE VIEW knots.row_view AS SELECT 1 AS a, 2 AS b;
CREATE FUNCTION knots.row_function(knots.row_view) RETURNS integer LANGUAGE sql AS 'SELECT ($1).a';
CREATE OR REPLACE VIEW knots.row_view AS SELECT knots.row_function(NULL) AS a, 2 AS b;

--@ 14+
CREATE TABLE knots.atomic_table (id integer PRIMARY KEY, name text);
CREATE FUNCTION knots.atomic_reader() RETURNS SETOF knots.atomic_table LANGUAGE sql
    BEGIN ATOMIC
        SELECT id, name FROM knots.atomic_table WHERE id > 1;
    END;
CREATE FUNCTION knots.atomic_grouped() RETURNS bigint LANGUAGE sql
    BEGIN ATOMIC
        SELECT count(*) FROM (SELECT id, name FROM knots.atomic_table GROUP BY id) AS g;
    END;
CREATE FUNCTION knots.atomic_upsert(integer, text) RETURNS void LANGUAGE sql
    BEGIN ATOMIC
        INSERT INTO knots.atomic_table VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name;
    END;
CREATE PROCEDURE knots.atomic_procedure(a integer) LANGUAGE sql
    BEGIN ATOMIC
        UPDATE knots.atomic_table SET name = 'x;y' WHERE id = a;
        DELETE FROM knots.atomic_table WHERE id = a + 1;
    END;
CREATE VIEW knots.over_atomic AS SELECT knots.atomic_grouped() AS n;
--@ end
CREATE FUNCTION knots.sequence_default(a bigint DEFAULT nextval('app.plain')) RETURNS bigint LANGUAGE sql AS 'SELECT $1';
CREATE VIEW knots.zz_first AS SELECT 1 AS a;
CREATE VIEW knots.aa_second AS SELECT * FROM knots.zz_first;
CREATE TYPE knots.zz_type AS (a integer);
CREATE TYPE knots.aa_type AS (z knots.zz_type);
CREATE FUNCTION knots.zz_function(knots.aa_type) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE DOMAIN knots.aa_domain AS knots.aa_type CHECK (knots.zz_function(VALUE) = 1);
CREATE TABLE knots.aa_generated (t knots.aa_type, g integer GENERATED ALWAYS AS (knots.zz_function(t)) STORED);
