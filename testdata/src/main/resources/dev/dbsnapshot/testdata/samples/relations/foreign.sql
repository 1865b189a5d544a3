-- Foreign tables with every option, as parents, children and partitions; collations that are not of the system.
CREATE SCHEMA f;
CREATE COLLATION f."Col" (provider = libc, locale = 'POSIX');
CREATE TABLE f.collations (a text COLLATE f."Col" DEFAULT 'x' NOT NULL);
CREATE VIEW f.loop_a AS SELECT 'x'::text COLLATE f."Col" AS a;
CREATE VIEW f.loop_b AS SELECT * FROM f.loop_a;
CREATE OR REPLACE VIEW f.loop_a AS SELECT a FROM f.loop_b;
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER "Server 1" FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE f.plain (a integer) SERVER "Server 1";
CREATE FOREIGN TABLE f.options (
    a integer OPTIONS (column_name 'A''s', "Key two" 'x,y') DEFAULT 1 NOT NULL,
    b text COLLATE "C",
    c integer,
    CONSTRAINT a_check CHECK (a > 0)
) SERVER "Server 1" OPTIONS (table_name 'it''s', schema_name 'back\slash', "Upper" 'v');
ALTER FOREIGN TABLE f.options ALTER b SET STATISTICS 5, ALTER b SET STORAGE EXTERNAL, ALTER c SET (n_distinct = 2);
ALTER FOREIGN TABLE f.options ALTER b OPTIONS (one '1');
CREATE FOREIGN TABLE f.empty () SERVER "Server 1" OPTIONS (a 'b');
CREATE TABLE f.parent (x integer DEFAULT 5, y integer);
CREATE FOREIGN TABLE f.child (z integer) INHERITS (f.parent) SERVER "Server 1";
ALTER FOREIGN TABLE f.child ALTER x SET DEFAULT 6, ALTER y SET NOT NULL;
ALTER FOREIGN TABLE f.child ALTER x OPTIONS (inherited 'yes');
CREATE TABLE f.parts (k integer, v text) PARTITION BY LIST (k);
CREATE FOREIGN TABLE f.part_1 PARTITION OF f.parts (v DEFAULT 'v') FOR VALUES IN (1) SERVER "Server 1" OPTIONS (p '1');
CREATE FOREIGN TABLE f.with_serial (id integer) SERVER "Server 1";
CREATE SEQUENCE f.with_serial_seq OWNED BY f.with_serial.id;
ALTER FOREIGN TABLE f.with_serial ALTER id SET DEFAULT nextval('f.with_serial_seq');
COMMENT ON FOREIGN TABLE f.options IS 'a foreign table';
COMMENT ON COLUMN f.options.b IS 'a column of a foreign table';
COMMENT ON CONSTRAINT a_check ON f.options IS 'a check of a foreign table';
