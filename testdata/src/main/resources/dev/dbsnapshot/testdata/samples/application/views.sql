-- Views: plain, with options, in loops, needing a primary key; and their defaults, triggers and comments.
CREATE VIEW app.people AS
    SELECT p.id, p.name, p.feeling, c.name AS country
    FROM app.person AS p LEFT JOIN app.account AS a ON a.person = p.id LEFT JOIN app.country AS c ON c.code = a.country
    WHERE p.document ? 'a' OR p.document ?| ARRAY['b', 'c'] OR p.name ~ '\d{fn}' OR p.id IS NULL;
CREATE VIEW app.happy_people (number, "Full Name") WITH (security_barrier) AS
    SELECT id, name FROM app.person WHERE feeling >= 'happy'::app.mood;
CREATE VIEW app.local_check AS SELECT id, name FROM app.person WHERE id > 10 WITH LOCAL CHECK OPTION;
CREATE VIEW app.cascaded_check WITH (check_option = cascaded, security_barrier = true) AS
    SELECT id, name FROM app.local_check WHERE id < 100;
CREATE RECURSIVE VIEW app.numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 5;
CREATE VIEW app.grouped AS SELECT p.id, p.name, p.born, count(*) AS accounts
    FROM app.person AS p JOIN app.account AS a ON a.person = p.id GROUP BY p.id;
CREATE VIEW app.on_grouped AS SELECT g.name, g.accounts FROM app.grouped AS g WHERE g.accounts > 1;
CREATE VIEW app.no_columns_view AS SELECT;
CREATE VIEW app.windows AS
    SELECT id, rank() OVER w, sum("double") FILTER (WHERE id > 3) OVER (PARTITION BY hash ORDER BY id ROWS 2 PRECEDING) AS s
    FROM app.wide WINDOW w AS (ORDER BY id DESC);
CREATE VIEW "Mixed Case Schema"."View 'q'" AS SELECT "Column One" AS "a""b", "order" FROM "Mixed Case Schema"."Table With ""Quotes""";
CREATE VIEW app.with_default AS SELECT a, b FROM app.generated_columns;
ALTER VIEW app.with_default ALTER COLUMN a SET DEFAULT 77;
CREATE VIEW app.uses_function AS SELECT app.mood_name(feeling) AS feeling, (home).street, app.total(id) FROM app.person GROUP BY 1, 2;
ALTER VIEW app.happy_people OWNER TO sample_owner;
CREATE VIEW app.collated AS SELECT name COLLATE "C" AS name, 'x'::varchar(3) AS three FROM app.person;
--@ 15+
CREATE VIEW app.invoker WITH (security_invoker = true) AS SELECT 1 AS one;
--@ end

-- Two views that select from one another, and three in a ring.
CREATE VIEW knots.left_view AS SELECT 1 AS a, 'x'::text COLLATE "C" AS b;
CREATE VIEW knots.right_view AS SELECT a, b FROM knots.left_view;
CREATE OR REPLACE VIEW knots.left_view AS SELECT a, b COLLATE "C" AS b FROM knots.right_view;
CREATE VIEW knots.ring_1 AS SELECT 1 AS a;
CREATE VIEW knots.ring_2 AS SELECT a FROM knots.ring_1;
CREATE VIEW knots.ring_3 WITH (security_barrier) AS SELECT a FROM knots.ring_2;
CREATE OR REPLACE VIEW knots.ring_1 AS SELECT a FROM knots.ring_3;
CREATE VIEW knots.reads_ring AS SELECT a FROM knots.ring_1;

CREATE FUNCTION app.save_person() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER instead INSTEAD OF INSERT OR UPDATE OR DELETE ON app.people FOR EACH ROW EXECUTE FUNCTION app.save_person();

CREATE MATERIALIZED VIEW app.person_count AS SELECT feeling, count(*) AS n FROM app.person GROUP BY feeling;
CREATE UNIQUE INDEX person_count_feeling ON app.person_count (feeling);
CREATE INDEX person_count_n ON app.person_count (n);
ALTER MATERIALIZED VIEW app.person_count CLUSTER ON person_count_n;
ALTER MATERIALIZED VIEW app.person_count ALTER COLUMN n SET STATISTICS 33;
CREATE MATERIALIZED VIEW app.a_depends_on_count WITH (fillfactor = 55) AS SELECT sum(n) AS total FROM app.person_count;
CREATE MATERIALIZED VIEW app.unpopulated AS SELECT * FROM app.wide WHERE id < 10 WITH NO DATA;
CREATE INDEX unpopulated_id ON app.unpopulated (id);
CREATE MATERIALIZED VIEW app.on_unpopulated AS SELECT 1 AS one FROM app.unpopulated WITH NO DATA;
CREATE MATERIALIZED VIEW app.grouped_copy AS SELECT p.id, p.name FROM app.person AS p GROUP BY p.id;
CREATE MATERIALIZED VIEW app.copy_of_grouped AS SELECT * FROM app.on_grouped;
CREATE MATERIALIZED VIEW app.copy_of_view AS SELECT * FROM app.people;
ALTER MATERIALIZED VIEW app.copy_of_view OWNER TO sample_owner;

COMMENT ON VIEW app.people IS 'people and where their money is';
COMMENT ON COLUMN app.people.country IS 'of the account';
COMMENT ON VIEW knots.left_view IS 'half of a loop';
COMMENT ON MATERIALIZED VIEW app.person_count IS 'how many feel how';
COMMENT ON COLUMN app.person_count.n IS 'how many';
COMMENT ON TRIGGER instead ON app.people IS 'makes the view writable';
