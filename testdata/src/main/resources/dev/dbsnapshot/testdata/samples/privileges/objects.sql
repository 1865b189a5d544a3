-- What privileges are granted on, and to whom. Roles belong to the whole server, so that they may be there already.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['privileges_owner', 'privileges_one', 'privileges_two', 'Privileges "Odd" Role', 'privileges=a/b', 'privileges_é'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END
$$;
CREATE SCHEMA owned AUTHORIZATION privileges_owner;
CREATE SCHEMA "Odd ""Schema""";
CREATE SCHEMA bare;
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION citext SCHEMA bare;
CREATE EXTENSION pg_stat_statements SCHEMA bare;
CREATE TABLE owned.untouched (id int);
CREATE TABLE owned.item (id int, name text, "Odd 'Column'" int);
CREATE TABLE owned.columns_only (a int, b int, c int);
CREATE TABLE "Odd ""Schema"""."Odd 'Table'" (a int);
CREATE TABLE owned.revoked (id int);
CREATE TABLE owned.everything (id int);
CREATE TABLE owned.chain (id int);
CREATE TABLE owned.given_away (id int);
CREATE TABLE owned.nothing (id int);
CREATE TABLE owned.parted (id int) PARTITION BY LIST (id);
CREATE TABLE owned.part PARTITION OF owned.parted FOR VALUES IN (1);
CREATE VIEW owned.some_view AS SELECT id FROM owned.item;
CREATE MATERIALIZED VIEW owned.some_matview AS SELECT id FROM owned.item;
CREATE SEQUENCE owned.some_sequence;
CREATE TABLE owned.with_serial (id serial, number int GENERATED ALWAYS AS IDENTITY);
CREATE FUNCTION owned.some_function(a int, b text DEFAULT 'x', OUT c int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION owned."Odd function"(VARIADIC "Odd arg" text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE owned.some_procedure(a int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION owned.window_function() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE AGGREGATE owned.some_aggregate(int) (SFUNC = int4pl, STYPE = int);
CREATE AGGREGATE owned.counting(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE TYPE owned.some_enum AS ENUM ('a');
CREATE TYPE owned.some_composite AS (a int);
CREATE TYPE owned.some_range AS RANGE (SUBTYPE = int);
CREATE DOMAIN owned.some_domain AS int CHECK (VALUE > 0);
CREATE TYPE owned.some_base;
CREATE FUNCTION owned.some_base_in(cstring) RETURNS owned.some_base LANGUAGE internal STRICT IMMUTABLE AS 'int4in';
CREATE FUNCTION owned.some_base_out(owned.some_base) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'int4out';
CREATE TYPE owned.some_base (INPUT = owned.some_base_in, OUTPUT = owned.some_base_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
CREATE FUNCTION owned.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE trusted_language HANDLER owned.handler;
CREATE LANGUAGE untrusted_language HANDLER owned.handler;
CREATE FOREIGN DATA WRAPPER "Odd wrapper";
CREATE SERVER some_server FOREIGN DATA WRAPPER "Odd wrapper";
CREATE SERVER "Odd server" FOREIGN DATA WRAPPER "Odd wrapper";
CREATE FOREIGN TABLE owned.some_foreign (id int) SERVER some_server;
SELECT lo_create(oid) FROM generate_series(800001, 800009) AS oid;
