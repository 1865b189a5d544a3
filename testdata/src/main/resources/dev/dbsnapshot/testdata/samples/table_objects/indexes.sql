-- CREATE INDEX with all of its options.
CREATE UNIQUE INDEX item_unique ON other.item USING btree (id DESC NULLS FIRST, name COLLATE "POSIX" text_pattern_ops ASC) INCLUDE (late, "Upper") WITH (fillfactor = 70) WHERE (id > 0);
CREATE INDEX item_hash ON other.item USING hash ("select") WITH (fillfactor = '60');
CREATE INDEX item_gist ON other.item USING gist (b, period range_ops) WITH (buffering = on);
CREATE INDEX item_spgist ON other.item USING spgist (name);
CREATE INDEX item_gin ON other.item USING gin (document jsonb_path_ops, words) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX item_brin ON other.item USING brin (id int4_minmax_ops, late) WITH (pages_per_range = 32, autosummarize = true);
CREATE INDEX item_expressions ON other.item (lower(name), (id + 1), other.twice(late), "Upper", ((document ->> 'a"b')));
ALTER INDEX other.item_expressions ALTER COLUMN 1 SET STATISTICS 17;
ALTER INDEX other.item_expressions ALTER COLUMN 3 SET STATISTICS 0;
ALTER TABLE other.item CLUSTER ON item_expressions;
CREATE UNIQUE INDEX "Item Identity" ON other.item (id);
ALTER TABLE other.item REPLICA IDENTITY USING INDEX "Item Identity";
ALTER INDEX other."Item Identity" DEPENDS ON EXTENSION citext;
ALTER INDEX other."Item Identity" DEPENDS ON EXTENSION btree_gist;
CREATE INDEX "Odd ""Index""" ON "Odd ""Schema"""."Odd 'Table'" ("Odd ""Column""");
CREATE INDEX copy_name ON other.item_copy (name);
CREATE UNIQUE INDEX copy_id ON other.item_copy (id);
ALTER MATERIALIZED VIEW other.item_copy CLUSTER ON copy_id;
CREATE INDEX same_name ON twins.one (v);
CREATE INDEX one_v ON twins.two (v);
--@ 13+
CREATE INDEX item_deduplicated ON other.item (late) WITH (deduplicate_items = off);
--@ end
--@ 14+
CREATE INDEX item_bloom ON other.item USING brin (id int4_bloom_ops (n_distinct_per_range = 50), period range_inclusion_ops);
--@ end
--@ 15+
CREATE UNIQUE INDEX item_nulls ON other.item (late, id) NULLS NOT DISTINCT;
--@ end
-- Partitioned: on all levels, on one level only (not valid), attached by hand, and left invalid.
CREATE INDEX parted_b ON other.parted (b, lower(c));
ALTER INDEX other.parted_b ALTER COLUMN 2 SET STATISTICS 99;
ALTER INDEX other.parted_1_b_lower_idx ALTER COLUMN 2 SET STATISTICS 98;
CREATE INDEX parted_only ON ONLY other.parted (c);
CREATE INDEX parted_1_only ON ONLY other.parted_1 (c);
CREATE INDEX parted_2_only ON other.parted_2 (c);
ALTER INDEX other.parted_only ATTACH PARTITION other.parted_2_only;
CREATE INDEX parted_1_1_only ON other.parted_1_1 (c);
ALTER INDEX other.parted_1_only ATTACH PARTITION other.parted_1_1_only;
ALTER INDEX other.parted_only ATTACH PARTITION other.parted_1_only;
CREATE UNIQUE INDEX parted_identity ON ONLY other.parted (a, b);
CREATE TABLE other.broken (a integer);
CREATE INDEX broken_index ON other.broken (a);
CREATE TABLE other.also_broken (a integer NOT NULL);
ALTER TABLE other.also_broken ADD CONSTRAINT broken_key PRIMARY KEY (a);
UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('other.broken_index'::regclass, 'other.broken_key'::regclass);
COMMENT ON INDEX other.item_unique IS 'it''s unique';
COMMENT ON INDEX "Odd ""Schema"""."Odd ""Index""" IS 'odd';
COMMENT ON INDEX other.parted_b IS 'of the parent';
COMMENT ON INDEX other.parted_1_1_b_lower_idx IS 'of a partition';
COMMENT ON INDEX other.broken_index IS 'not dumped';
