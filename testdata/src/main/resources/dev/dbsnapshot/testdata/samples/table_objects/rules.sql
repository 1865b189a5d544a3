-- Rules of tables and views with all of their options, and every state.
CREATE RULE plain AS ON INSERT TO other.item DO ALSO (INSERT INTO twins.one VALUES (NEW.id, 1); NOTIFY "Channel"; DELETE FROM twins.two WHERE id = NEW.id);
CREATE RULE "Instead ""Nothing""" AS ON UPDATE TO other.item WHERE OLD.id > 5 DO INSTEAD NOTHING;
CREATE RULE same_rule AS ON DELETE TO twins.one DO ALSO NOTIFY one;
CREATE RULE same_rule AS ON DELETE TO twins.two DO ALSO NOTIFY two;
CREATE RULE disabled AS ON UPDATE TO twins.one DO ALSO NOTIFY three;
CREATE RULE replica AS ON UPDATE TO twins.one DO ALSO NOTIFY four;
CREATE RULE "Always" AS ON UPDATE TO twins.one DO ALSO NOTIFY five;
ALTER TABLE twins.one DISABLE RULE disabled;
ALTER TABLE twins.one ENABLE REPLICA RULE replica;
ALTER TABLE twins.one ENABLE ALWAYS RULE "Always";
CREATE RULE on_view AS ON INSERT TO other.item_view DO INSTEAD INSERT INTO twins.two VALUES (NEW.id, 2) RETURNING id, 'x'::text;
CREATE RULE on_parted AS ON DELETE TO other.parted DO INSTEAD NOTHING;
CREATE RULE on_member AS ON DELETE TO other.member DO INSTEAD NOTHING;
-- Views in loops: their rules stand apart.
CREATE VIEW other.loop_a WITH (security_barrier = true) AS SELECT 1 AS "Number", 'x'::text COLLATE "C" AS t, 'y'::varchar(7) AS v;
CREATE VIEW other.loop_b AS SELECT * FROM other.loop_a;
CREATE OR REPLACE VIEW other.loop_a WITH (security_barrier = true, check_option = local) AS SELECT "Number", t COLLATE "C" AS t, v FROM other.loop_b WHERE "Number" > 0;
COMMENT ON RULE "_RETURN" ON other.loop_a IS 'of a view in a loop';
COMMENT ON RULE "_RETURN" ON other.item_view IS 'of a view, in the view';
CREATE TABLE other.grouped (id integer PRIMARY KEY, v integer);
CREATE VIEW other.by_key AS SELECT id, v, count(*) AS n FROM other.grouped GROUP BY id;
COMMENT ON RULE "_RETURN" ON other.by_key IS 'needs a key';
COMMENT ON RULE "Instead ""Nothing""" ON other.item IS 'odd';
--@ -15
CREATE TABLE other.becomes_view (id integer, "select" text);
CREATE RULE "_RETURN" AS ON SELECT TO other.becomes_view DO INSTEAD SELECT id, "select" FROM other.item;
--@ end
