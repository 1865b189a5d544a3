-- Languages whose functions are dumped and not dumped, transforms, conversions.
CREATE FUNCTION rare.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION rare.inline_handler(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION rare.validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE "PL Own" HANDLER rare.handler INLINE rare.inline_handler VALIDATOR rare.validator;
CREATE LANGUAGE pl_untrusted HANDLER rare.handler;
COMMENT ON LANGUAGE "PL Own" IS 'PL/pgSQL under another name';
CREATE FUNCTION rare.in_own_language() RETURNS integer LANGUAGE "PL Own" AS 'BEGIN RETURN 1; END';

CREATE TRANSFORM FOR integer LANGUAGE sql (
    FROM SQL WITH FUNCTION pg_catalog.prsd_lextype(internal), TO SQL WITH FUNCTION pg_catalog.int4recv(internal));
CREATE TRANSFORM FOR bigint LANGUAGE "PL Own" (TO SQL WITH FUNCTION pg_catalog.int8recv(internal));
COMMENT ON TRANSFORM FOR integer LANGUAGE sql IS 'does nothing good';
CREATE FUNCTION rare.transformed(integer) RETURNS integer LANGUAGE sql TRANSFORM FOR TYPE integer IMMUTABLE AS 'SELECT 1';

CREATE CONVERSION rare.to_latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE DEFAULT CONVERSION "Rare Names"."From Latin" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
COMMENT ON CONVERSION rare.to_latin IS 'the other way';
