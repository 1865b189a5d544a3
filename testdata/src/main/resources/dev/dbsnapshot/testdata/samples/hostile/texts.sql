-- Text that drivers like to mangle: operators with question marks, braces, nested dollar quotes, backslashes.
CREATE FUNCTION questions(jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT $1 ? 'a' OR $1 ?| ARRAY['b?', '??'] AND $1 ?& '{c}'$$;
CREATE TABLE documents (doc jsonb DEFAULT '{"?": "{fn x}"}' CHECK (doc ? 'a' OR NOT doc ?| '{b}'));
INSERT INTO documents VALUES ('{"a": 1}'), ('{}');
CREATE INDEX questions_index ON documents ((doc ? 'a')) WHERE doc ?& ARRAY['a', '?'];
CREATE VIEW questions_view AS SELECT doc ? 'x' AS has, '{fn now()}'::text AS brace, '{d ''2000-01-01''}'::text AS escape, ':name' AS colon FROM documents;
CREATE FUNCTION braces() RETURNS text LANGUAGE plpgsql AS $function$
DECLARE
    nested text := $a$ {fn concat($b$ ? $b$)} {call x} {?= call f(?)} {ts '2000-01-01 00:00:00'} {escape '\'} $a$;
BEGIN
    -- a comment; with a semicolon, an ' apostrophe and a " quote
    RETURN nested || '\' || E'\\' || $_$\.$_$ || '?' /* nested /* comment */ ? */ || $$;$$;
END
$function$;
CREATE FUNCTION backslashes() RETURNS text LANGUAGE sql AS 'SELECT ''\'' || ''\n'' || E''\\\\''';
CREATE FUNCTION "dollar$tag$"("$1" integer) RETURNS text LANGUAGE sql AS $_$SELECT $$a$$ || '$function$' || '$_X$' || $1::text$_$;
CREATE FUNCTION carriage_returns() RETURNS text LANGUAGE sql AS E'SELECT\r\n1::text\r\n';
CREATE TABLE with_comment (a integer);
COMMENT ON TABLE with_comment IS E'\\ backslash, ''quote'', ? question, {fn x}, $$ dollars, \ttab, \nnewline, \r, semi;colon -- dashes /* stars';
CREATE TABLE with_default (a text DEFAULT E'\\''?{fn x}$$', b text DEFAULT '\', c text GENERATED ALWAYS AS ('?' || a) STORED);
CREATE TYPE backslash_enum AS ENUM ('\', '\''', '?', '{fn x}', '$$');
--@ 14+
CREATE FUNCTION atomic(a integer) RETURNS text LANGUAGE sql
    BEGIN ATOMIC
        SELECT ';' || '?'::text || '\'::text || CASE WHEN a > 1 THEN 'BEGIN' ELSE 'END;' END;
        SELECT 'second; {fn x}'::text;
    END;
CREATE PROCEDURE atomic_loop() LANGUAGE sql
    BEGIN ATOMIC
        INSERT INTO documents SELECT '{"a": "?;"}'::jsonb WHERE EXISTS (SELECT FROM documents WHERE doc ? 'a');
        DELETE FROM documents WHERE doc ?| ARRAY['?', ';'];
    END;
--@ end
