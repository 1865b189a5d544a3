-- Casts, operators, operator classes and families, access methods.
CREATE CAST (rare.money_like AS bigint) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (bigint AS rare.money_like) WITH INOUT AS IMPLICIT;
CREATE FUNCTION rare.to_text(rare.money_like) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'money'$$;
CREATE CAST (rare.money_like AS text) WITH FUNCTION rare.to_text(rare.money_like);
CREATE FUNCTION rare.bits(bigint, integer, boolean) RETURNS bit varying LANGUAGE sql IMMUTABLE
    AS 'SELECT $1::bit(64)::bit varying';
CREATE CAST (circle AS double precision) WITH FUNCTION pg_catalog.radius(circle) AS ASSIGNMENT;
CREATE CAST (rare.holder AS text) WITH INOUT;
CREATE CAST (rare.rows_used AS text) WITH INOUT AS ASSIGNMENT;
CREATE CAST (bigint AS bit varying) WITH FUNCTION rare.bits(bigint, integer, boolean) AS ASSIGNMENT;
COMMENT ON CAST (rare.money_like AS text) IS 'for reading';

CREATE FUNCTION rare.less(rare.money_like, rare.money_like) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8lt';
CREATE FUNCTION rare.less_equal(rare.money_like, rare.money_like) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8le';
CREATE FUNCTION rare.equal(rare.money_like, rare.money_like) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8eq';
CREATE FUNCTION rare.not_equal(rare.money_like, rare.money_like) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8ne';
CREATE FUNCTION rare.greater_equal(rare.money_like, rare.money_like) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8ge';
CREATE FUNCTION rare.greater(rare.money_like, rare.money_like) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8gt';
CREATE FUNCTION rare.compare(rare.money_like, rare.money_like) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint8cmp';
CREATE FUNCTION rare.hash(rare.money_like) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'hashint8';
CREATE FUNCTION rare.compare(rare.money_like, bigint) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint8cmp';
CREATE FUNCTION rare.compare(bigint, rare.money_like) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint8cmp';
CREATE FUNCTION rare.less(rare.money_like, bigint) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8lt';
CREATE FUNCTION rare.less(bigint, rare.money_like) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int8lt';
CREATE OPERATOR rare.= (
    FUNCTION = rare.equal, LEFTARG = rare.money_like, RIGHTARG = rare.money_like, COMMUTATOR = OPERATOR(rare.=),
    NEGATOR = OPERATOR(rare.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR rare.<> (
    FUNCTION = rare.not_equal, LEFTARG = rare.money_like, RIGHTARG = rare.money_like, COMMUTATOR = OPERATOR(rare.<>),
    NEGATOR = OPERATOR(rare.=), RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR rare.< (
    FUNCTION = rare.less, LEFTARG = rare.money_like, RIGHTARG = rare.money_like, COMMUTATOR = OPERATOR(rare.>),
    NEGATOR = OPERATOR(rare.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR rare.<= (
    FUNCTION = rare.less_equal, LEFTARG = rare.money_like, RIGHTARG = rare.money_like, COMMUTATOR = OPERATOR(rare.>=),
    NEGATOR = OPERATOR(rare.>));
CREATE OPERATOR rare.>= (
    FUNCTION = rare.greater_equal, LEFTARG = rare.money_like, RIGHTARG = rare.money_like);
CREATE OPERATOR rare.> (
    FUNCTION = rare.greater, LEFTARG = rare.money_like, RIGHTARG = rare.money_like);
CREATE OPERATOR rare.< (FUNCTION = rare.less, LEFTARG = rare.money_like, RIGHTARG = bigint);
CREATE OPERATOR rare.< (FUNCTION = rare.less, LEFTARG = bigint, RIGHTARG = rare.money_like);
CREATE FUNCTION "Rare Names"."Prefix (""quoted"") f"(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE OPERATOR rare.@#@ (FUNCTION = "Rare Names"."Prefix (""quoted"") f", RIGHTARG = text);
CREATE OPERATOR "Rare Names".@#@ (FUNCTION = pg_catalog.textcat, LEFTARG = text, RIGHTARG = text,
    COMMUTATOR = OPERATOR(rare.#@#));
CREATE OPERATOR rare.@#@ (FUNCTION = pg_catalog.textcat, LEFTARG = text, RIGHTARG = text);
COMMENT ON OPERATOR rare.@#@ (NONE, text) IS 'a prefix operator';
COMMENT ON OPERATOR rare.< (rare.money_like, bigint) IS 'across types';

CREATE OPERATOR CLASS rare.money_ops DEFAULT FOR TYPE rare.money_like USING btree AS
    OPERATOR 1 rare.<, OPERATOR 2 rare.<=, OPERATOR 3 rare.=, OPERATOR 4 rare.>=, OPERATOR 5 rare.>,
    FUNCTION 1 rare.compare(rare.money_like, rare.money_like);
CREATE OPERATOR CLASS rare.money_ops FOR TYPE rare.money_like USING hash AS
    OPERATOR 1 rare.=, FUNCTION 1 rare.hash(rare.money_like);
CREATE OPERATOR FAMILY "Rare Names"."Big Family" USING btree;
CREATE OPERATOR CLASS "Rare Names"."Of A Family" FOR TYPE rare.money_like USING btree FAMILY "Rare Names"."Big Family" AS
    OPERATOR 1 rare.<, OPERATOR 3 rare.=, FUNCTION 1 rare.compare(rare.money_like, rare.money_like);
ALTER OPERATOR FAMILY "Rare Names"."Big Family" USING btree ADD
    OPERATOR 1 rare.< (rare.money_like, bigint), OPERATOR 1 rare.< (bigint, rare.money_like),
    FUNCTION 1 (rare.money_like, bigint) rare.compare(rare.money_like, bigint),
    FUNCTION 1 (bigint, rare.money_like) rare.compare(bigint, rare.money_like);
CREATE OPERATOR FAMILY rare.empty_family USING hash;
CREATE OPERATOR CLASS rare.stored FOR TYPE int4range USING gist AS
    STORAGE text, OPERATOR 1 pg_catalog.<< (anyrange, anyrange);
CREATE OPERATOR CLASS rare.nothing_listed FOR TYPE integer USING gist AS STORAGE integer;
CREATE OPERATOR CLASS rare.ordering FOR TYPE point USING gist AS
    OPERATOR 15 pg_catalog.<-> (point, point) FOR ORDER BY pg_catalog.float_ops, OPERATOR 6 pg_catalog.~= (point, point);
COMMENT ON OPERATOR CLASS rare.money_ops USING btree IS 'of btree';
COMMENT ON OPERATOR CLASS rare.money_ops USING hash IS 'of hash';
COMMENT ON OPERATOR FAMILY "Rare Names"."Big Family" USING btree IS 'a family';
CREATE TABLE rare.indexed (m rare.money_like PRIMARY KEY);
CREATE INDEX indexed_hash ON rare.indexed USING hash (m rare.money_ops);

CREATE ACCESS METHOD "Heap Two" TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD btree_two TYPE INDEX HANDLER bthandler;
COMMENT ON ACCESS METHOD btree_two IS 'another btree';
CREATE TABLE rare.in_heap_two (a integer) USING "Heap Two";
CREATE OPERATOR CLASS rare.int_ops FOR TYPE integer USING btree_two AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
