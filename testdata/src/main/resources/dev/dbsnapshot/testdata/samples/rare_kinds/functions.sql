-- Functions and aggregates with what the application has no use for.
CREATE FUNCTION rare.settings() RETURNS void LANGUAGE sql
    SET search_path TO "Rare Names", rare, '', "quo""ted", pg_temp
    SET temp_tablespaces TO ''
    SET session_preload_libraries TO 'a lib', "b"
    SET my.custom TO 'a, "b"'
    SET DateStyle TO 'ISO, YMD'
    AS 'SELECT';
CREATE FUNCTION rare.support(internal) RETURNS internal LANGUAGE internal STRICT AS 'generate_series_int4_support';
CREATE FUNCTION rare.supported(integer) RETURNS SETOF integer LANGUAGE sql COST 0.25 ROWS 3.5 SUPPORT rare.support
    AS 'SELECT 1';
CREATE FUNCTION rare.window_function() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
CREATE FUNCTION rare.in_c(internal) RETURNS internal LANGUAGE c STRICT AS '$libdir/dict_snowball', 'dsnowball_init';
CREATE FUNCTION rare.costly_in_c(internal) RETURNS internal LANGUAGE c COST 100 AS '$libdir/dict_snowball', 'dsnowball_init';
CREATE FUNCTION rare.defaults(a integer, b text DEFAULT 'x' || 'y', c rare.money_like DEFAULT '1'::rare.money_like,
    VARIADIC d text[] DEFAULT ARRAY['$$', '$_$']) RETURNS TABLE (x text, "Y" rare.holder)
    LANGUAGE plpgsql AS $f$BEGIN END; -- $$ $_$ $_X$
$f$;
CREATE FUNCTION "Rare Names"."select"("order" integer) RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION rare.empty_body() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION rare.dollar_at_the_end() RETURNS text LANGUAGE sql AS $x$SELECT 'a$'::text--$$x$;
CREATE EXTENSION hstore WITH SCHEMA rare;
CREATE FUNCTION rare.depends() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION rare.depends() DEPENDS ON EXTENSION hstore;
CREATE FUNCTION rare.uses_member(rare.hstore) RETURNS rare.hstore LANGUAGE sql AS 'SELECT $1';
--@ 14+
-- Bodies that need what comes after data move there.
CREATE TABLE rare.grouped (id integer PRIMARY KEY, name text);
CREATE FUNCTION rare.needs_primary_key() RETURNS bigint LANGUAGE sql
    BEGIN ATOMIC SELECT count(*) FROM (SELECT id, name FROM rare.grouped GROUP BY id) AS g; END;
CREATE VIEW rare.on_moved AS SELECT rare.needs_primary_key() AS n;
--@ end

CREATE AGGREGATE rare.count_rows(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE rare.no_start(text) (SFUNC = textcat, STYPE = text, PARALLEL = RESTRICTED);
CREATE AGGREGATE "Rare Names"."Agg (1)"(integer) (
    SFUNC = int4_avg_accum, STYPE = bigint[], SSPACE = 128, FINALFUNC = int8_avg, FINALFUNC_MODIFY = SHAREABLE,
    COMBINEFUNC = int4_avg_combine, INITCOND = E'{0,0}', MSFUNC = int4_avg_accum, MINVFUNC = int4_avg_accum_inv,
    MSTYPE = bigint[], MSSPACE = 256, MFINALFUNC = int8_avg, MFINALFUNC_MODIFY = READ_WRITE, MINITCOND = '{0,0}',
    PARALLEL = SAFE);
CREATE AGGREGATE rare.serial(numeric) (
    SFUNC = numeric_accum, STYPE = internal, FINALFUNC = numeric_sum, COMBINEFUNC = numeric_combine,
    SERIALFUNC = numeric_serialize, DESERIALFUNC = numeric_deserialize);
CREATE FUNCTION rare.smaller(rare.money_like, rare.money_like) RETURNS rare.money_like LANGUAGE internal IMMUTABLE STRICT
    AS 'int8smaller';
CREATE AGGREGATE rare.smallest(rare.money_like) (
    SFUNC = rare.smaller, STYPE = rare.money_like, SORTOP = OPERATOR(rare.<));
CREATE FUNCTION rare.ordered_final(internal, text, anyelement) RETURNS anyelement LANGUAGE internal
    AS 'percentile_disc_final';
CREATE AGGREGATE rare.ordered(text ORDER BY "value" anyelement) (
    SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = rare.ordered_final, FINALFUNC_EXTRA,
    FINALFUNC_MODIFY = READ_ONLY);
COMMENT ON AGGREGATE rare.count_rows(*) IS 'counts';
