-- Functions with every property, procedures, aggregates of every kind, and comments on them.
CREATE FUNCTION app.add(a integer, b integer DEFAULT 1) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 7
    AS 'SELECT a + b';
CREATE FUNCTION app.add(a numeric, b numeric) RETURNS numeric LANGUAGE sql AS $$SELECT a + b$$;
CREATE FUNCTION app.no_arguments() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO app, pg_temp
    SET "work_mem" = '8MB'
    SET DateStyle TO 'ISO, DMY'
    AS $body$
BEGIN
    PERFORM 1; -- a $$ in a comment
END
$body$;
CREATE FUNCTION app.out_arguments(IN a integer, OUT b integer, INOUT c text, VARIADIC d integer[])
    LANGUAGE sql STABLE PARALLEL RESTRICTED
    AS 'SELECT a + 1, c || array_length(d, 1)';
CREATE FUNCTION app.rows_of(n integer) RETURNS TABLE (i integer, "quoted name" text)
    LANGUAGE sql STABLE ROWS 17
    AS 'SELECT i, i::text FROM generate_series(1, n) AS i';
CREATE FUNCTION app.set_of() RETURNS SETOF app.address LANGUAGE sql STABLE
    AS $$SELECT ROW('a', 1, 'b', NULL)::app.address$$;
CREATE FUNCTION app.polymorphic(anyelement, anyarray) RETURNS anyarray LANGUAGE sql AS 'SELECT $2 || $1';
CREATE FUNCTION app."Weird ""name"" $1"("Arg One" text DEFAULT 'it''s a \ default', text DEFAULT NULL) RETURNS text
    LANGUAGE sql
    AS 'SELECT ''$_$'' || $1 || ''\n''';
CREATE FUNCTION app.mood_name(app.mood) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION app.internal_length(text) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'textlen';
CREATE FUNCTION app.is_short(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) < 100';
CREATE FUNCTION app.nested_quotes() RETURNS text LANGUAGE plpgsql AS $outer$
DECLARE
    code text := $inner$SELECT $innermost$x$innermost$ || '?' || $_$ { fn now() } $_$ $inner$;
BEGIN
    RETURN code;
END
$outer$;
ALTER FUNCTION app.nested_quotes() OWNER TO sample_owner;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEW;
END
$$;
CREATE FUNCTION app.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN NULL;
END
$$;

CREATE PROCEDURE app.do_nothing(a integer, INOUT b text DEFAULT 'x') LANGUAGE plpgsql AS $$BEGIN b := b || a; END$$;
CREATE PROCEDURE app.do_nothing() LANGUAGE sql SET work_mem TO '1MB' AS '';

--@ 14+
CREATE FUNCTION app.atomic(a integer, b text DEFAULT 'semi;colon') RETURNS text
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
        SELECT CASE WHEN a > 0 THEN 'more; ' || b ELSE 'less' END;
    END;
CREATE FUNCTION app.return_form(a integer) RETURNS integer LANGUAGE sql RETURN a * 2;
CREATE PROCEDURE app.out_procedure(IN a integer, OUT b integer) LANGUAGE plpgsql AS 'BEGIN b := a; END';
--@ end

CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE AGGREGATE app.average(double precision) (
    SFUNC = float8_accum, STYPE = double precision[], FINALFUNC = float8_avg, COMBINEFUNC = float8_combine,
    INITCOND = '{0,0,0}', PARALLEL = SAFE);
CREATE AGGREGATE app.ranking(VARIADIC "any" ORDER BY VARIADIC "any") (
    SFUNC = ordered_set_transition_multi, STYPE = internal, SSPACE = 64, FINALFUNC = rank_final,
    FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE app.percentile(double precision ORDER BY double precision) (
    SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_cont_float8_final);
CREATE AGGREGATE app.biggest(integer) (SFUNC = int4larger, STYPE = integer, SORTOP = >);
CREATE AGGREGATE app.moving(integer) (
    SFUNC = int4_avg_accum, STYPE = bigint[], FINALFUNC = int8_avg, INITCOND = '{0,0}',
    MSFUNC = int4_avg_accum, MINVFUNC = int4_avg_accum_inv, MSTYPE = bigint[], MFINALFUNC = int8_avg, MINITCOND = '{0,0}',
    FINALFUNC_MODIFY = READ_ONLY, MFINALFUNC_MODIFY = SHAREABLE);

COMMENT ON FUNCTION app.add(integer, integer) IS 'adds';
COMMENT ON FUNCTION app."Weird ""name"" $1"(text, text) IS E'two\nlines';
COMMENT ON PROCEDURE app.do_nothing(integer, text) IS 'does nothing, with arguments';
COMMENT ON AGGREGATE app.total(integer) IS 'as sum()';
COMMENT ON AGGREGATE app.percentile(double precision ORDER BY double precision) IS 'an ordered-set aggregate';
REVOKE ALL ON FUNCTION app.nested_quotes() FROM PUBLIC;
