-- Base types with all options, shell and range types whose functions need them, types that are only announced, and
-- the loops between all of these.
CREATE SCHEMA rare;
CREATE SCHEMA "Rare Names";

CREATE TYPE rare.money_like;
CREATE FUNCTION rare.money_like_in(cstring) RETURNS rare.money_like LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
CREATE FUNCTION rare.money_like_out(rare.money_like) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
CREATE FUNCTION rare.money_like_recv(internal) RETURNS rare.money_like LANGUAGE internal IMMUTABLE STRICT AS 'int8recv';
CREATE FUNCTION rare.money_like_send(rare.money_like) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int8send';
CREATE TYPE rare.money_like (
    INTERNALLENGTH = 8, INPUT = rare.money_like_in, OUTPUT = rare.money_like_out, RECEIVE = rare.money_like_recv,
    SEND = rare.money_like_send, ALIGNMENT = double, STORAGE = plain, PASSEDBYVALUE, CATEGORY = 'x',
    PREFERRED = true, DELIMITER = ';', DEFAULT = '42');

CREATE TYPE "Rare Names"."Text Like";
CREATE FUNCTION "Rare Names"."In"(cstring, oid, integer) RETURNS "Rare Names"."Text Like"
    LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION "Rare Names"."Out"("Rare Names"."Text Like") RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION rare.analyze_it(internal) RETURNS boolean LANGUAGE internal STRICT AS 'array_typanalyze';
CREATE FUNCTION rare.modifier_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION rare.modifier_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE TYPE "Rare Names"."Text Like" (
    INTERNALLENGTH = variable, INPUT = "Rare Names"."In", OUTPUT = "Rare Names"."Out", TYPMOD_IN = rare.modifier_in,
    TYPMOD_OUT = rare.modifier_out, ANALYZE = rare.analyze_it, COLLATABLE = true, STORAGE = extended, ALIGNMENT = int4,
    DEFAULT = E'it''s \\ here');

CREATE TYPE rare.pair_like;
CREATE FUNCTION rare.pair_in(cstring) RETURNS rare.pair_like LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION rare.pair_out(rare.pair_like) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
--@ 14+
CREATE FUNCTION rare.pair_subscript(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT
    AS 'raw_array_subscript_handler';
CREATE TYPE rare.pair_like (
    INTERNALLENGTH = 16, INPUT = rare.pair_in, OUTPUT = rare.pair_out, SUBSCRIPT = rare.pair_subscript,
    ELEMENT = float8, ALIGNMENT = double, STORAGE = plain);
--@ end
--@ -13
CREATE TYPE rare.pair_like (
    INTERNALLENGTH = 16, INPUT = rare.pair_in, OUTPUT = rare.pair_out, ELEMENT = float8, ALIGNMENT = double,
    STORAGE = plain);
--@ end
CREATE TYPE rare.only_announced;
CREATE TYPE "Rare Names"."Only Announced";

CREATE TYPE rare.steps;
CREATE FUNCTION rare.steps_canonical(rare.steps) RETURNS rare.steps LANGUAGE internal IMMUTABLE STRICT
    AS 'int4range_canonical';
CREATE FUNCTION rare.steps_distance(integer, integer) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::float8';
CREATE TYPE rare.steps AS RANGE (
    subtype = integer, subtype_opclass = int4_ops, canonical = rare.steps_canonical,
    subtype_diff = rare.steps_distance);

-- A domain that its own constraint needs, directly and by way of a function.
CREATE DOMAIN rare.small AS integer;
CREATE FUNCTION rare.is_small(rare.small) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < 10';
ALTER DOMAIN rare.small ADD CONSTRAINT is_small CHECK (rare.is_small(VALUE));
COMMENT ON CONSTRAINT is_small ON DOMAIN rare.small IS 'calls a function that takes the domain';
--@ 17+
CREATE DOMAIN rare.named_not_null AS integer CONSTRAINT "never null" NOT NULL CONSTRAINT aaa CHECK (VALUE > 0)
    CONSTRAINT zzz CHECK (VALUE < 100);
COMMENT ON CONSTRAINT "never null" ON DOMAIN rare.named_not_null IS 'named';
CREATE DOMAIN rare.unnamed_not_null AS integer DEFAULT 7 NOT NULL;
--@ end

-- What only looks like an array type, and tables' row types and arrays of them in other types.
CREATE TYPE rare._looks_like_an_array AS (a integer);
CREATE TABLE rare.rows_used (a integer, b rare.money_like);
CREATE TYPE rare.holder AS (one rare.rows_used, many rare.rows_used[], steps rare.steps);
CREATE FUNCTION rare.takes_rows(rare.rows_used[]) RETURNS integer LANGUAGE sql AS 'SELECT cardinality($1)';
CREATE DOMAIN rare.row_domain AS rare.rows_used;
CREATE TABLE rare.uses_holder (h rare.holder, d rare.row_domain);

COMMENT ON TYPE rare.money_like IS 'a base type';
COMMENT ON TYPE rare.only_announced IS 'a shell';
COMMENT ON COLUMN rare.holder.many IS 'an array of rows';
