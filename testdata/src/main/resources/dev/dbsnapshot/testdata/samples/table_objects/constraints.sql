-- Constraints of tables with all of their options.
ALTER TABLE other.item ADD CONSTRAINT item_pkey PRIMARY KEY (id, "Upper") INCLUDE (name, "select") WITH (fillfactor = 90) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE other.item ADD CONSTRAINT "Item Unique" UNIQUE ("select") DEFERRABLE;
ALTER TABLE other.item ADD CONSTRAINT item_plain UNIQUE (id, late);
ALTER TABLE other.item ADD CONSTRAINT item_excludes EXCLUDE USING gist (id WITH =, period WITH &&, int4range(id, late, '[]') WITH -|-) INCLUDE (b) WITH (fillfactor = 77, buffering = off) WHERE (late > 0) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE other.item ADD EXCLUDE (name WITH =);
CREATE UNIQUE INDEX taken_over ON other.item (late, name);
ALTER TABLE other.item ADD CONSTRAINT taken UNIQUE USING INDEX taken_over;
CREATE TABLE other.clustered (a integer CONSTRAINT clustered_pkey PRIMARY KEY, b integer NOT NULL UNIQUE);
ALTER TABLE other.clustered CLUSTER ON clustered_pkey;
ALTER TABLE other.clustered REPLICA IDENTITY USING INDEX clustered_b_key;
ALTER INDEX other.clustered_pkey DEPENDS ON EXTENSION citext;
ALTER INDEX other.clustered_b_key DEPENDS ON EXTENSION citext;
ALTER TABLE other.parted ADD CONSTRAINT parted_pkey PRIMARY KEY (a, b);
ALTER TABLE ONLY other.parted ADD CONSTRAINT parted_unique UNIQUE (a, b, c);
ALTER TABLE other.parted_2 ADD CONSTRAINT parted_2_unique UNIQUE (a, b, c);
ALTER INDEX other.parted_unique ATTACH PARTITION other.parted_2_unique;
--@ 15+
ALTER TABLE other.item ADD CONSTRAINT item_nulls_key UNIQUE NULLS NOT DISTINCT (name, "Upper");
--@ end
-- CHECK: in the table, not valid, inherited, NO INHERIT, in a partition, on a foreign table, on domains' names.
ALTER TABLE other.item ADD CONSTRAINT item_check CHECK (id > 0 AND name <> '\');
ALTER TABLE other.item ADD CONSTRAINT "item Check" CHECK ("Upper" > 0) NOT VALID;
ALTER TABLE other.item ADD CONSTRAINT item_no_inherit CHECK (late > 0) NO INHERIT;
ALTER TABLE other.item ADD CONSTRAINT item_no_inherit_either CHECK (late > 1) NO INHERIT NOT VALID;
ALTER TABLE other.remote ADD CONSTRAINT remote_check CHECK (a > 0) NOT VALID;
ALTER TABLE other.remote ADD CHECK (b <> '') NO INHERIT;
CREATE TABLE other.child (extra integer CHECK (extra <> 1)) INHERITS (other.item);
ALTER TABLE other.child ADD CONSTRAINT "item Check" CHECK ("Upper" > 0);
ALTER TABLE other.child ADD CONSTRAINT child_check CHECK (id < 100) NOT VALID;
CREATE TABLE other.second_child () INHERITS (other.child, twins.one);
ALTER TABLE other.parted ADD CONSTRAINT parted_check CHECK (a > -5) NOT VALID;
ALTER TABLE other.parted_2 ADD CONSTRAINT parted_2_check CHECK (a > 5) NOT VALID;
ALTER TABLE other.parted_1 ADD CONSTRAINT parted_1_check CHECK (a < 500);
ALTER TABLE twins.one ADD CONSTRAINT same_name CHECK (v > 1);
ALTER TABLE twins.two ADD CONSTRAINT same_name CHECK (v > 2);
ALTER TABLE twins.one ADD CONSTRAINT same_name_too CHECK (v > 1) NOT VALID;
ALTER TABLE twins.two ADD CONSTRAINT same_name_too CHECK (v > 2) NOT VALID;
CREATE DOMAIN twins.aa AS integer CONSTRAINT same_name_too CHECK (VALUE > 1) NOT NULL;
ALTER DOMAIN twins.aa ADD CONSTRAINT same_name_valid CHECK (VALUE > 2) NOT VALID;
-- Foreign keys: every action, deferred, not valid, to and from partitioned tables, to itself, same name twice.
ALTER TABLE twins.one ADD PRIMARY KEY (id);
ALTER TABLE twins.two ADD PRIMARY KEY (id);
ALTER TABLE twins.two ADD CONSTRAINT to_one FOREIGN KEY (v) REFERENCES twins.one MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE twins.one ADD CONSTRAINT to_one FOREIGN KEY (v) REFERENCES twins.one ON UPDATE SET DEFAULT ON DELETE RESTRICT NOT VALID;
ALTER TABLE twins.one ADD CONSTRAINT "To Two" FOREIGN KEY (v) REFERENCES twins.two (id) ON DELETE SET DEFAULT DEFERRABLE;
ALTER TABLE other.clustered ADD CONSTRAINT to_parted FOREIGN KEY (a, b) REFERENCES other.parted (a, b);
ALTER TABLE other.parted ADD CONSTRAINT parted_to_one FOREIGN KEY (b) REFERENCES twins.one;
ALTER TABLE other.parted_1 ADD CONSTRAINT parted_1_to_two FOREIGN KEY (a) REFERENCES twins.two ON DELETE CASCADE;
ALTER TABLE other.parted ADD CONSTRAINT parted_to_itself FOREIGN KEY (a, b) REFERENCES other.parted;
ALTER TABLE "Odd ""Schema"""."Odd 'Table'" ADD CONSTRAINT "Odd ""Constraint""" PRIMARY KEY ("Odd ""Column""");
ALTER TABLE "Odd ""Schema"""."Odd 'Table'" ADD CONSTRAINT "Odd 'Key'" FOREIGN KEY (plain) REFERENCES "Odd ""Schema"""."Odd 'Table'";
--@ 15+
ALTER TABLE twins.two ADD CONSTRAINT set_null_some FOREIGN KEY (id) REFERENCES twins.one ON DELETE SET DEFAULT (id);
--@ end
--@ 18+
ALTER TABLE other.parted ADD CONSTRAINT parted_not_valid FOREIGN KEY (a) REFERENCES twins.one NOT VALID;
CREATE TABLE other.temporal (id int4range, valid int4range, CONSTRAINT temporal_pkey PRIMARY KEY (id, valid WITHOUT OVERLAPS));
CREATE TABLE other.temporal_two (id int4range, valid int4range, parent int4range,
    CONSTRAINT temporal_unique UNIQUE (id, valid WITHOUT OVERLAPS) DEFERRABLE,
    CONSTRAINT temporal_fkey FOREIGN KEY (parent, PERIOD valid) REFERENCES other.temporal (id, PERIOD valid));
ALTER TABLE other.item ADD CONSTRAINT item_unenforced CHECK (id < 7) NOT ENFORCED;
ALTER TABLE twins.two ADD CONSTRAINT unenforced FOREIGN KEY (id) REFERENCES twins.one NOT ENFORCED;
CREATE TABLE other.lonely (a integer);
ALTER TABLE other.lonely ADD CONSTRAINT lonely_fkey FOREIGN KEY (a) REFERENCES twins.one NOT ENFORCED;
ALTER TABLE other.lonely ADD CONSTRAINT lonely_not_null NOT NULL a NOT VALID;
CREATE TABLE other.lonely_child (b integer) INHERITS (other.lonely);
ALTER TABLE other.lonely_child ADD CONSTRAINT "Not Null" NOT NULL b NOT VALID;
COMMENT ON CONSTRAINT lonely_not_null ON other.lonely IS 'not yet valid';
COMMENT ON CONSTRAINT item_unenforced ON other.item IS 'a wish';
--@ end
COMMENT ON CONSTRAINT item_pkey ON other.item IS 'the key';
COMMENT ON INDEX other.item_pkey IS 'the index of the key';
COMMENT ON CONSTRAINT item_excludes ON other.item IS 'excludes';
COMMENT ON CONSTRAINT item_check ON other.item IS 'in the table';
COMMENT ON CONSTRAINT "item Check" ON other.item IS 'apart';
COMMENT ON CONSTRAINT item_check ON other.child IS 'inherited';
COMMENT ON CONSTRAINT child_check ON other.child IS 'apart in a child';
COMMENT ON CONSTRAINT "To Two" ON twins.one IS 'a foreign key';
COMMENT ON CONSTRAINT "Odd ""Constraint""" ON "Odd ""Schema"""."Odd 'Table'" IS 'odd';
COMMENT ON CONSTRAINT same_name_valid ON DOMAIN twins.aa IS 'of a domain';
