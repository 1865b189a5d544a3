-- What the objects of the other scripts stand on.
CREATE SCHEMA "Odd ""Schema""";
CREATE SCHEMA other;
CREATE SCHEMA twins;
CREATE EXTENSION citext SCHEMA other;
CREATE EXTENSION btree_gist SCHEMA other;
CREATE EXTENSION postgres_fdw SCHEMA other;
CREATE SERVER nowhere FOREIGN DATA WRAPPER postgres_fdw;
DO $$ -- Roles belong to the server, which holds this sample more than once.
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['tableobjects_owner', 'Tableobjects "Role"'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END $$;
CREATE FUNCTION other.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION other.twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE TABLE other.item (
    id integer NOT NULL, "select" text, "Upper" integer NOT NULL, period int4range NOT NULL, name text COLLATE "C", b box,
    document jsonb, words tsvector, numbers integer[], spare integer
);
ALTER TABLE other.item DROP COLUMN spare;
ALTER TABLE other.item ADD COLUMN late integer NOT NULL DEFAULT 1;
CREATE TABLE "Odd ""Schema"""."Odd 'Table'" ("Odd ""Column""" integer NOT NULL, plain integer);
CREATE FOREIGN TABLE other.remote (a integer, b text) SERVER nowhere;
CREATE TABLE other.parted (a integer NOT NULL, b integer NOT NULL, c text) PARTITION BY RANGE (a);
CREATE TABLE other.parted_1 PARTITION OF other.parted FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
CREATE TABLE other.parted_1_1 PARTITION OF other.parted_1 FOR VALUES IN (1);
CREATE TABLE other.parted_1_2 PARTITION OF other.parted_1 FOR VALUES IN (2);
CREATE TABLE other.parted_2 (c text, b integer NOT NULL, a integer NOT NULL);
ALTER TABLE other.parted ATTACH PARTITION other.parted_2 FOR VALUES FROM (10) TO (20);
CREATE TABLE twins.one (id integer NOT NULL, v integer);
CREATE TABLE twins.two (id integer NOT NULL, v integer);
CREATE VIEW other.item_view AS SELECT id, name FROM other.item;
CREATE MATERIALIZED VIEW other.item_copy AS SELECT id, name FROM other.item;
ALTER TABLE other.parted OWNER TO tableobjects_owner;
-- Members of an extension are not dumped, what hangs on them is not either.
CREATE TABLE other.member (id integer PRIMARY KEY, v integer CHECK (v > 0), parent integer REFERENCES other.member);
CREATE INDEX member_v ON other.member (v);
CREATE VIEW other.member_view AS SELECT id FROM other.member;
ALTER EXTENSION citext ADD TABLE other.member;
ALTER EXTENSION citext ADD VIEW other.member_view;
ALTER FUNCTION other.twice(integer) DEPENDS ON EXTENSION citext;
ALTER FUNCTION other.twice(integer) DEPENDS ON EXTENSION btree_gist;
ALTER MATERIALIZED VIEW other.item_copy DEPENDS ON EXTENSION citext;
