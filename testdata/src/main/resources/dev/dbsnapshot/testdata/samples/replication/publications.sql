-- CREATE PUBLICATION with all of its options, and what can be added to one.
CREATE SCHEMA pub;
CREATE SCHEMA "Pub ""Schema""";
CREATE TABLE pub.item (id integer PRIMARY KEY, "Upper" text, gone integer, "select" integer, late integer);
ALTER TABLE pub.item DROP COLUMN gone;
CREATE TABLE pub.other (id integer PRIMARY KEY, v text);
CREATE TABLE "Pub ""Schema"""."Odd 'Table'" (id integer PRIMARY KEY);
CREATE TABLE pub.parted (a integer PRIMARY KEY) PARTITION BY RANGE (a);
CREATE TABLE pub.parted_1 PARTITION OF pub.parted FOR VALUES FROM (1) TO (10);
CREATE TABLE pub.parent (a integer);
CREATE TABLE pub.child () INHERITS (pub.parent);
CREATE PUBLICATION nothing;
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION "Odd ""Publication""" FOR TABLE pub.item, ONLY pub.parent, "Pub ""Schema"""."Odd 'Table'" WITH (publish = 'insert, delete');
CREATE PUBLICATION only_truncate FOR TABLE pub.other, pub.parted_1 WITH (publish = 'truncate');
CREATE PUBLICATION without_operations WITH (publish = '');
CREATE PUBLICATION with_children FOR TABLE pub.parent;
ALTER PUBLICATION nothing ADD TABLE pub.other;
--@ 13+
CREATE PUBLICATION via_root FOR TABLE pub.parted WITH (publish = 'insert, update', publish_via_partition_root);
--@ end
--@ 15+
CREATE PUBLICATION filtered FOR TABLE pub.item (late, id, "select", "Upper") WHERE ("Upper" <> '\' AND id > 5), pub.other WHERE (true);
CREATE PUBLICATION filtered_via_root FOR TABLE pub.parted (a) WHERE (a > 1) WITH (publish_via_partition_root);
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA pub, "Pub ""Schema""";
CREATE PUBLICATION mixed FOR TABLE pub.item, TABLES IN SCHEMA "Pub ""Schema""" WITH (publish = 'update');
--@ end
--@ 18+
CREATE PUBLICATION generated FOR TABLE pub.item WITH (publish_generated_columns = stored);
--@ end
COMMENT ON PUBLICATION everything IS 'all tables';
COMMENT ON PUBLICATION "Odd ""Publication""" IS 'odd';
