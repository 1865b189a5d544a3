-- Sequences: free, owned, of every type, with every option, used and unused.
CREATE SEQUENCE app.plain;
CREATE SEQUENCE app.everything AS smallint INCREMENT BY -3 MINVALUE -300 MAXVALUE 300 START WITH 299 CACHE 10 CYCLE
    OWNED BY NONE;
CREATE SEQUENCE app.integers AS integer START 100;
CREATE SEQUENCE app.bigints AS bigint MAXVALUE 9223372036854775806;
CREATE SEQUENCE app.descending INCREMENT -1;
CREATE SEQUENCE app.descending_small AS smallint INCREMENT -1;
CREATE SEQUENCE sales."Number Sequence" OWNED BY NONE;
CREATE SEQUENCE app.never_used START 5;
CREATE TABLE app.owner_of_sequences (id integer NOT NULL, other integer, third integer);
CREATE SEQUENCE app.owned OWNED BY app.owner_of_sequences.id;
ALTER TABLE app.owner_of_sequences ALTER COLUMN id SET DEFAULT nextval('app.owned');
CREATE SEQUENCE app.owned_without_default OWNED BY app.owner_of_sequences.other;
ALTER TABLE app.owner_of_sequences ALTER COLUMN third SET DEFAULT nextval('app.plain') + 1000;
--@ 15+
CREATE UNLOGGED SEQUENCE app.unlogged_sequence;
--@ end
SELECT nextval('app.plain'), nextval('app.plain');
SELECT setval('app.everything', -17, false);
SELECT setval('app.integers', 4711);
SELECT nextval('app.descending');
ALTER SEQUENCE app.bigints OWNER TO sample_owner;
COMMENT ON SEQUENCE app.plain IS 'a plain sequence';
GRANT USAGE ON SEQUENCE app.plain TO sample_writer;
