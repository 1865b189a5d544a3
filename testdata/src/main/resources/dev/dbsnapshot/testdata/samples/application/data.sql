-- Rows for the tables above, large objects, comments on tables and columns.
INSERT INTO app.country VALUES
    ('de', 'Deutschland', 83000000, 357592.00, '1871-01-18'), ('fr', 'France', 68000000, 551695, NULL),
    ('is', 'Ísland', 370000, 103000.5, '1944-06-17');
INSERT INTO app.person (id, name, email, feeling, home, "select", born, seen, bits, more_bits, wait, document, attributes, place, span, key, secret)
    SELECT i, 'person ' || i, 'p' || i || '@example.org', (enum_range(NULL::app.mood))[i % 4 + 1],
        ROW('street ' || i, i, '12"3', ARRAY['a', NULL, 'b c'])::app.address, i,
        timestamp '2000-01-01' + i * interval '1 hour 1.234 seconds', timestamptz '2024-02-29 12:00:00+00' - i * interval '1 day',
        i::bit(8), B'101', i * interval '1 hour', jsonb_build_object('a', i, 'b', ARRAY[i, i]), ext.hstore('k', i::text),
        point(i, -i), app.float_range(i, i + 0.1), md5(i::text)::uuid, decode(md5(i::text), 'hex')
    FROM generate_series(1, 300) AS i;
INSERT INTO app.account SELECT i, (ARRAY['de', 'fr', 'is'])[i % 3 + 1], i, NULLIF(i, 1) - 1, 'iban' || i, i * 10
    FROM generate_series(1, 100) AS i;
INSERT INTO app.identities (payload) SELECT 'payload ' || i FROM generate_series(1, 10) AS i;
INSERT INTO app.serials (note) SELECT 'note ' || i FROM generate_series(1, 10) AS i;
INSERT INTO app.generated_columns (a) SELECT generate_series(1, 10);
INSERT INTO app.cache VALUES ('k', '\x00ff', 1);
INSERT INTO app.of_type VALUES ('s', 5, '123', '{x}');
INSERT INTO app.all_dropped DEFAULT VALUES;
INSERT INTO app.all_dropped DEFAULT VALUES;
INSERT INTO app.no_columns DEFAULT VALUES;
INSERT INTO app.defaults (stamp, who) VALUES ('2024-01-01 00:00:00+00', 'me');
INSERT INTO app.settings VALUES ('a', 'b', 'c'), ('tab' || chr(9), '\.', NULL);
INSERT INTO "Mixed Case Schema"."Table With ""Quotes""" VALUES (1, 'x', 'A', 'u', 2);
INSERT INTO app.booking VALUES (1, '[2024-01-01 10:00,2024-01-01 11:00)'), (1, '[2024-01-01 12:00,2024-01-01 13:00)');
INSERT INTO app.compound SELECT i, i + 1, i + 2, NULL FROM generate_series(1, 5) AS i;
INSERT INTO app.compound_child VALUES (1, 2, 'x'), (NULL, NULL, 'y');
INSERT INTO app.rowtypes SELECT p, ARRAY[p, NULL], NULL FROM app.person AS p WHERE id < 3;
REFRESH MATERIALIZED VIEW app.person_count;
REFRESH MATERIALIZED VIEW app.a_depends_on_count;

SELECT lo_from_bytea(900001, 'a large object');
SELECT lo_from_bytea(900002, decode(repeat('00ff5c2e0a', 20000), 'hex'));
SELECT lo_create(900003);
SELECT lo_from_bytea(900004, '\x5c2e0a');
ALTER LARGE OBJECT 900002 OWNER TO sample_owner;
ALTER LARGE OBJECT 900003 OWNER TO sample_owner;
GRANT SELECT ON LARGE OBJECT 900004 TO sample_reader;
COMMENT ON LARGE OBJECT 900001 IS 'a comment on a large object';
COMMENT ON LARGE OBJECT 900003 IS 'empty, it''s true';

COMMENT ON TABLE app.person IS 'people';
COMMENT ON COLUMN app.person.name IS E'the name; with "quotes", ''quotes'',\na newline and a backslash \\';
COMMENT ON COLUMN app.person."select" IS 'a reserved word';
COMMENT ON TABLE "Mixed Case Schema"."Table With ""Quotes""" IS 'quotes everywhere';
COMMENT ON COLUMN "Mixed Case Schema"."Table With ""Quotes"""."Column One" IS 'with a space';
COMMENT ON COLUMN app.of_type.street IS 'of a typed table';
COMMENT ON TABLE app.cache IS 'unlogged';
GRANT SELECT ON app.person TO sample_reader;
GRANT UPDATE (name) ON app.person TO sample_writer;
