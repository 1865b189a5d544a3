-- Values that formats like to mangle.
CREATE TABLE texts (id integer PRIMARY KEY, value text);
INSERT INTO texts VALUES
    (1, NULL), (2, ''), (3, '\N'), (4, '\.'), (5, E'\\.\n\\.\n'), (6, E'a\tb'), (7, E'a\nb'), (8, E'a\r\nb\r'),
    (9, E'\b\f\v\x01\x02\x1a\x1b\x7f'), (10, 'back\slash \\ \\\ \t \n \x41 \101'), (11, 'it''s "quoted" $$ $1 $_$'),
    (12, 'NULL'), (13, ' lead and trail '), (14, E'\\'), (15, E'x\\'), (16, repeat(E'\\\t\n', 5000)), (17, '--'), (18, ';'),
    (19, '/* */'), (20, 'ｆｕｌｌ'), (21, 'Ünïcödé 漢字 кириллица עברית العربية 👩‍👩‍👧 🇮🇸'), (22, E'\u0301combining'), (23, E'\U0010FFFF\uFEFF\u2028\u200F'),
    (24, E'\\.'), (25, E'line\n\\.\nline'), (26, E'\\copy'), (27, E'\\restrict'), (28, 'COPY public.texts FROM stdin;'), (29, '$$PATH$$'),
    (30, '{fn now()} ? ?| ?& :name %s ${x}'), (31, repeat('x', 70000)), (32, E'\\N\n'), (33, E'\r'), (34, E'\n');
CREATE TABLE single_column (a text);
INSERT INTO single_column VALUES (''), ('\.'), (NULL), ('\N'), (E'\n'), ('');
CREATE TABLE numbers (r real, d double precision, n numeric, small numeric(3, 2), m money, i8 bigint, i2 smallint);
--@ 15+
ALTER TABLE numbers ALTER COLUMN small TYPE numeric(3, -2);
--@ end
INSERT INTO numbers (r, d, n, m, i8, i2) VALUES
    ('NaN', 'NaN', 'NaN', NULL, -9223372036854775808, -32768), ('Infinity', '-Infinity', 0.1, '-92233720368547758.08', 9223372036854775807, 32767),
    (1.1754944e-38, 4.9e-324, 1e-1000, 0, 0, 0), (3.4028235e38, 1.7976931348623157e308, 1e1000, 1, 1, 1), (0.1, 0.1, 0.10, 1, 1, 1), ('-0', '-0', -0.0, 1, 1, 1);
--@ 14+
INSERT INTO numbers (n) VALUES ('Infinity'), ('-Infinity');
--@ end
CREATE TABLE times (d date, ts timestamp, tz timestamptz, t time, ttz timetz, i interval);
INSERT INTO times VALUES
    ('infinity', '-infinity', 'infinity', '24:00', '23:59:59.999999+15:59', '178000000 years'), ('-infinity', 'infinity', '-infinity', '00:00', '00:00-15:59', '-1 year 2 days -3:04:05.678'),
    ('4713-01-01 BC', '4713-01-01 00:00:00 BC', '4713-01-02 00:00:00+00 BC', '12:34:56.7', '12:00+00', 'P1Y2M3DT4H5M6.7S'), ('5874897-12-31', '294276-12-31 23:59:59.999999', '294276-12-31 00:00:00+00', NULL, NULL, '0'),
    ('0044-03-15 BC', '2024-02-29 23:59:60', '1883-11-18 12:00:00 America/New_York', '00:00:00.000001', '00:00:00+00:00:01', '-0.000001 seconds');
--@ 17+
INSERT INTO times (i) VALUES ('infinity'), ('-infinity');
--@ end
CREATE TABLE bytes (id integer, value bytea);
INSERT INTO bytes VALUES (1, ''), (2, '\x00'), (3, NULL), (4, decode(repeat('00010a0d5c5c2e097fff', 3000), 'hex')), (5, E'\\\\134.');
ALTER TABLE bytes ALTER COLUMN value SET STORAGE EXTERNAL;
CREATE TABLE other_types (
    a text[], b jsonb, c json, d xml, e inet, f cidr, g macaddr8, h bit varying, i tsvector, j tsquery, k tstzrange, l path,
    m polygon, n circle, o uuid, p oid, q regclass, r "char", s name, t texts, u char(5), v pg_lsn, w box[], x line);
INSERT INTO other_types VALUES (
    ARRAY['a,b', '"', '\', NULL, 'NULL', '{}', '', E'\n'], '{"\u00e9": [1.10, null, "\\\n"]}', '{"b": 1,  "a": 2, "a": 3}', '<a b="&amp;">&lt;</a>',
    '::1/128', '10.0.0.0/8', '08:00:2b:01:02:03:04:05', B'', '''it''''s'':1A b:2', '!a & (b | c:*)', '["-infinity",infinity)', '((0,0),(1,1))',
    '((0,0),(1,0),(1,1))', '<(0,0),1e-300>', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 4294967295, 'texts', E'\\200', 'a name', ROW(1, E'a,"b\\c'), 'x', 'FFFFFFFF/FFFFFFFF',
    '{(1,1),(0,0);(2,2),(1,1)}', '{1,2,3}');
INSERT INTO other_types (a, r, u) VALUES ('[-1:0]={x,y}', '', ''), ('{}', NULL, NULL), ('{{a,b},{c,d}}', 'x', '     ');

-- Tables without columns, without rows, with columns that are gone.
CREATE TABLE nothing ();
INSERT INTO nothing DEFAULT VALUES;
INSERT INTO nothing SELECT FROM generate_series(1, 9);
CREATE TABLE all_gone (a integer, b text);
INSERT INTO all_gone VALUES (1, 'x'), (2, 'y');
ALTER TABLE all_gone DROP COLUMN a, DROP COLUMN b;
CREATE TABLE some_gone (a integer, b text, c text DEFAULT 'c');
INSERT INTO some_gone VALUES (1, 'x', NULL);
ALTER TABLE some_gone DROP COLUMN b;
ALTER TABLE some_gone ADD COLUMN d text DEFAULT E'\\.';
CREATE TABLE generated_only (a integer GENERATED ALWAYS AS (1) STORED);
INSERT INTO generated_only DEFAULT VALUES;
INSERT INTO generated_only DEFAULT VALUES;
CREATE TABLE no_rows (a integer);
CREATE TABLE updated (id integer, v text);
INSERT INTO updated SELECT i, 'v' || i FROM generate_series(1, 500) AS i;
UPDATE updated SET v = v || '''' WHERE id % 7 = 0;
DELETE FROM updated WHERE id % 5 = 0;
CREATE TABLE many_columns ();
DO $$
BEGIN
    EXECUTE (SELECT 'ALTER TABLE many_columns ' || string_agg('ADD COLUMN column_' || i || ' integer DEFAULT ' || i, ', ') FROM generate_series(1, 300) AS i);
END
$$;
INSERT INTO many_columns DEFAULT VALUES;
SELECT lo_from_bytea(1, '');
SELECT lo_from_bytea(4294967295, '\x00');
SELECT lo_from_bytea(2, decode(repeat('00', 2048), 'hex')), lo_from_bytea(3, decode(repeat('0a', 2049), 'hex'));
