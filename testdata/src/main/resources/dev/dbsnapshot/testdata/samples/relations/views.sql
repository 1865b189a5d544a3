-- Views and materialized views with every option, in loops, and across sections.
CREATE SCHEMA v;
CREATE TABLE v.base (id integer PRIMARY KEY, name text COLLATE "C", n numeric(10, 2), created timestamptz DEFAULT now());
CREATE VIEW v.plain AS SELECT * FROM v.base;
CREATE VIEW v.empty AS SELECT;
CREATE VIEW v.barrier WITH (security_barrier) AS SELECT id FROM v.base;
CREATE VIEW v.barrier_off WITH (security_barrier = false) AS SELECT id FROM v.base;
CREATE VIEW v.local AS SELECT id FROM v.base WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW v.cascaded WITH (security_barrier = true) AS SELECT id FROM v.base WHERE id > 0 WITH CHECK OPTION;
CREATE VIEW v.local_as_option WITH (check_option = 'local') AS SELECT id FROM v.base WHERE id > 0;
CREATE TEMP VIEW not_dumped AS SELECT 1;
CREATE VIEW v."V ""q""" ("A a", "B""b") AS VALUES (1, 'x'), (2, 'y');
CREATE VIEW v.with_defaults AS SELECT id, name FROM v.base;
ALTER VIEW v.with_defaults ALTER id SET DEFAULT 5, ALTER name SET DEFAULT 'none';
CREATE VIEW v.renamed AS SELECT id FROM v.base;
ALTER TABLE v.renamed RENAME COLUMN id TO number;
CREATE VIEW v.grouped AS SELECT id, name, n FROM v.base GROUP BY id;
CREATE VIEW v.over_grouped AS SELECT * FROM v.grouped;
CREATE VIEW v.loop_a AS SELECT 1 AS a, 'x'::text COLLATE "C" AS "B b", NULL::varchar(5) AS c, '{1.5}'::numeric(3, 1)[] AS d;
CREATE VIEW v.loop_b WITH (security_barrier) AS SELECT * FROM v.loop_a WHERE a > 0 WITH LOCAL CHECK OPTION;
CREATE OR REPLACE VIEW v.loop_a WITH (security_barrier) AS SELECT * FROM v.loop_b WHERE a > 1 WITH CASCADED CHECK OPTION;
CREATE VIEW v.reads_information AS SELECT table_name FROM information_schema.tables;
CREATE VIEW v.reads_catalog AS SELECT oid FROM pg_catalog.pg_class;
--@ 15+
CREATE VIEW v.invoker WITH (security_invoker = on, security_barrier = off) AS SELECT id FROM v.base;
--@ end
CREATE MATERIALIZED VIEW v.mat AS SELECT id, name FROM v.base;
CREATE MATERIALIZED VIEW v.mat_options WITH (fillfactor = 44, toast.autovacuum_enabled = false) AS SELECT id, name FROM v.base WITH NO DATA;
ALTER MATERIALIZED VIEW v.mat_options ALTER name SET STORAGE EXTERNAL, ALTER id SET STATISTICS 12, ALTER id SET (n_distinct = 3);
--@ 14+
ALTER MATERIALIZED VIEW v.mat_options ALTER name SET COMPRESSION pglz;
--@ end
CREATE MATERIALIZED VIEW v.mat_grouped AS SELECT id, name FROM v.base GROUP BY id;
CREATE MATERIALIZED VIEW v.mat_over_grouped AS SELECT * FROM v.over_grouped;
CREATE MATERIALIZED VIEW v.mat_over_mat_grouped AS SELECT * FROM v.mat_grouped;
CREATE VIEW v.over_mat AS SELECT * FROM v.mat;
CREATE MATERIALIZED VIEW v.mat_empty AS SELECT;
CREATE MATERIALIZED VIEW v.mat_collated ("X x") AS SELECT name COLLATE "POSIX" FROM v.base;
CREATE EXTENSION hstore SCHEMA v;
ALTER MATERIALIZED VIEW v.mat DEPENDS ON EXTENSION hstore;
COMMENT ON VIEW v.plain IS 'a view';
COMMENT ON COLUMN v.plain.name IS 'a column of a view';
COMMENT ON VIEW v.loop_a IS 'a view in a loop';
COMMENT ON COLUMN v.loop_a."B b" IS 'a column of a view in a loop';
COMMENT ON MATERIALIZED VIEW v.mat IS 'a materialized view';
COMMENT ON COLUMN v.mat.id IS 'a column of a materialized view';
COMMENT ON MATERIALIZED VIEW v.mat_grouped IS 'made after the primary key';
ALTER MATERIALIZED VIEW v.mat_options DEPENDS ON EXTENSION hstore;
CREATE INDEX mat_index ON v.mat (name);
ALTER INDEX v.mat_index DEPENDS ON EXTENSION hstore;
CREATE FUNCTION v.needs_extension() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
ALTER FUNCTION v.needs_extension() DEPENDS ON EXTENSION hstore;
CREATE TRIGGER needs_extension AFTER INSERT ON v.base FOR EACH ROW EXECUTE FUNCTION v.needs_extension();
ALTER TRIGGER needs_extension ON v.base DEPENDS ON EXTENSION hstore;
ALTER INDEX v.base_pkey DEPENDS ON EXTENSION hstore;
