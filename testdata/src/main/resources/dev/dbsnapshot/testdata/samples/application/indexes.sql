-- Indexes of every method, partial, on expressions, with options.
CREATE INDEX person_name ON app.person (name DESC NULLS LAST, born NULLS FIRST);
CREATE UNIQUE INDEX person_key ON app.person (key) WHERE key IS NOT NULL;
CREATE INDEX person_lower ON app.person (lower(name) COLLATE "POSIX" text_pattern_ops, (("select" + 1)) DESC);
ALTER INDEX app.person_lower ALTER COLUMN 1 SET STATISTICS 500;
ALTER INDEX app.person_lower ALTER COLUMN 2 SET STATISTICS 0;
CREATE INDEX person_hash ON app.person USING hash (name) WITH (fillfactor = 90);
CREATE INDEX person_document ON app.person USING gin (document jsonb_path_ops) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX person_trigrams ON app.person USING gin (name app.gin_trgm_ops);
CREATE INDEX person_place ON app.person USING gist (place, span);
CREATE INDEX person_quad ON app.person USING spgist (place);
CREATE INDEX person_kd ON app.person USING spgist (place kd_point_ops);
CREATE INDEX wide_day ON app.wide USING brin (day, id) WITH (pages_per_range = 32, autosummarize = on);
CREATE UNIQUE INDEX wide_covering ON app.wide (id) INCLUDE (hash, "double");
ALTER TABLE app.wide CLUSTER ON wide_covering;
CREATE INDEX wide_mood ON app.person (feeling) WHERE feeling = 'happy'::app.mood;
CREATE INDEX "Index With ""Quotes""" ON "Mixed Case Schema"."Table With ""Quotes""" ("Column One", "column;two");
--@ 13+
CREATE INDEX wide_no_dedup ON app.wide ("double") WITH (deduplicate_items = off);
CREATE INDEX person_siglen ON app.person USING gist (name app.gist_trgm_ops (siglen = 32));
CREATE INDEX person_hstore ON app.person USING gist (attributes ext.gist_hstore_ops (siglen = 64));
--@ end
--@ 14+
CREATE INDEX wide_brin ON app.wide USING brin (id int4_minmax_multi_ops (values_per_range = 16), hash text_bloom_ops (n_distinct_per_range = 50, false_positive_rate = 0.05));
--@ end
--@ 15+
CREATE UNIQUE INDEX wide_nulls ON app.wide (hash) NULLS NOT DISTINCT;
--@ end
COMMENT ON INDEX app.person_name IS 'people by name';
