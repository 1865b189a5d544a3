-- Partitions: by range, list and hash, in two levels, with a default, attached with another order of columns.
CREATE TABLE parts.measurement (
    id bigint NOT NULL,
    day date NOT NULL,
    region text COLLATE "C" DEFAULT 'eu' NOT NULL,
    value double precision DEFAULT 1.5,
    CONSTRAINT value_check CHECK (value > '-1000'::double precision)
) PARTITION BY RANGE (day);
CREATE TABLE parts.measurement_2023 PARTITION OF parts.measurement FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE parts.measurement_2024 PARTITION OF parts.measurement
    (value DEFAULT 99, CONSTRAINT local_check CHECK (id > 0))
    FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (region);
CREATE TABLE parts.measurement_2024_eu PARTITION OF parts.measurement_2024 FOR VALUES IN ('eu', 'uk', NULL);
CREATE TABLE parts.measurement_2024_rest PARTITION OF parts.measurement_2024 DEFAULT PARTITION BY HASH (id);
CREATE TABLE parts.measurement_2024_rest_0 PARTITION OF parts.measurement_2024_rest
    FOR VALUES WITH (MODULUS 2, REMAINDER 0) WITH (fillfactor = 50);
CREATE TABLE parts.measurement_2024_rest_1 PARTITION OF parts.measurement_2024_rest
    FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE parts.measurement_old (
    gone integer,
    value double precision,
    region text COLLATE "C" NOT NULL,
    day date NOT NULL,
    id bigint NOT NULL,
    CONSTRAINT value_check CHECK (value > '-1000'::double precision)
);
ALTER TABLE parts.measurement_old DROP COLUMN gone;
ALTER TABLE parts.measurement ATTACH PARTITION parts.measurement_old FOR VALUES FROM (MINVALUE) TO ('2023-01-01');
CREATE TABLE parts.measurement_default PARTITION OF parts.measurement DEFAULT;
CREATE TABLE parts.detached PARTITION OF parts.measurement FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
ALTER TABLE parts.measurement DETACH PARTITION parts.detached;
ALTER TABLE parts.measurement OWNER TO sample_owner;

CREATE TABLE parts.by_expression (a integer, b text, c text) PARTITION BY RANGE (app.add(a, 1), lower(b) COLLATE "C" text_pattern_ops, c);
CREATE TABLE parts.by_expression_1 PARTITION OF parts.by_expression
    FOR VALUES FROM (MINVALUE, MINVALUE, MINVALUE) TO (10, 'it''s', MAXVALUE);
CREATE TABLE parts.nobody_home (a integer) PARTITION BY LIST (a);
CREATE TABLE parts.booleans (b boolean, n numeric) PARTITION BY LIST (b);
CREATE TABLE parts.booleans_true PARTITION OF parts.booleans FOR VALUES IN (true) PARTITION BY RANGE (n);
CREATE TABLE parts.booleans_true_1 PARTITION OF parts.booleans_true FOR VALUES FROM ('-1.5') TO (1e10);
CREATE TABLE parts.enums (m app.order_state, x integer) PARTITION BY LIST (m);
CREATE TABLE parts.enums_new PARTITION OF parts.enums FOR VALUES IN ('new', 'paid');

-- Indexes: a primary key on all of them, one made from below and attached, one on the parent only.
ALTER TABLE parts.measurement ADD CONSTRAINT measurement_pkey PRIMARY KEY (id, day, region);
CREATE INDEX measurement_value ON parts.measurement (value DESC NULLS LAST, lower(region));
CREATE INDEX measurement_only ON ONLY parts.measurement (region);
CREATE INDEX measurement_2023_region ON parts.measurement_2023 (region);
ALTER INDEX parts.measurement_only ATTACH PARTITION parts.measurement_2023_region;
CREATE TABLE parts.unique_parent (a integer NOT NULL, b integer NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE parts.unique_1 (a integer NOT NULL, b integer NOT NULL);
ALTER TABLE parts.unique_1 ADD CONSTRAINT unique_1_own_name UNIQUE (a, b);
ALTER TABLE parts.unique_parent ADD CONSTRAINT unique_parent_key UNIQUE (a, b);
ALTER TABLE parts.unique_parent ATTACH PARTITION parts.unique_1 FOR VALUES FROM (1) TO (100);
CREATE TABLE parts.unique_2 PARTITION OF parts.unique_parent FOR VALUES FROM (100) TO (200);
CREATE TABLE parts.references_parts (
    id bigint, day date, region text,
    CONSTRAINT to_partitioned FOREIGN KEY (id, day, region) REFERENCES parts.measurement ON DELETE CASCADE
) PARTITION BY HASH (id);
CREATE TABLE parts.references_parts_0 PARTITION OF parts.references_parts FOR VALUES WITH (MODULUS 1, REMAINDER 0);

CREATE TRIGGER on_parts AFTER INSERT ON parts.measurement FOR EACH ROW EXECUTE FUNCTION app.note_change();
ALTER TABLE parts.measurement_2023 DISABLE TRIGGER on_parts;
CREATE TRIGGER only_here BEFORE UPDATE ON parts.measurement_2024_eu FOR EACH ROW EXECUTE FUNCTION app.touch();
COMMENT ON TABLE parts.measurement IS 'partitioned by day';
COMMENT ON TABLE parts.measurement_2024_eu IS 'a partition of a partition';
COMMENT ON INDEX parts.measurement_value IS 'an index on all partitions';
COMMENT ON TRIGGER on_parts ON parts.measurement IS 'goes down to the partitions';
--@ 17+
CREATE TABLE parts.identity_parent (id integer GENERATED ALWAYS AS IDENTITY, k integer) PARTITION BY LIST (k);
CREATE TABLE parts.identity_1 PARTITION OF parts.identity_parent FOR VALUES IN (1);
INSERT INTO parts.identity_parent (k) VALUES (1), (1);
CREATE TABLE parts.exclusion_parent (a integer, r int4range, EXCLUDE USING gist (a WITH =, r WITH &&)) PARTITION BY LIST (a);
CREATE TABLE parts.exclusion_1 PARTITION OF parts.exclusion_parent FOR VALUES IN (1);
CREATE TABLE parts.with_method (a integer) PARTITION BY LIST (a) USING heap;
--@ end
INSERT INTO parts.measurement (id, day, region, value)
    SELECT i, date '2022-06-01' + i * 10, (ARRAY['eu', 'us', 'asia'])[i % 3 + 1], i / 7.0
    FROM generate_series(1, 120) AS i;
INSERT INTO parts.by_expression VALUES (1, 'A', 'b');
INSERT INTO parts.booleans VALUES (true, 0.5);
INSERT INTO parts.enums VALUES ('new', 1), ('paid', 2);
INSERT INTO parts.unique_parent VALUES (1, 1), (150, 2);
