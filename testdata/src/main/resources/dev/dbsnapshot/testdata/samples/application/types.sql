-- Enums, composite types, ranges, domains, and comments on them and on their parts.
CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'happy');
ALTER TYPE app.mood ADD VALUE 'it''s "fine"' BEFORE 'happy';
ALTER TYPE app.mood ADD VALUE 'zzz' BEFORE 'sad';
ALTER TYPE app.mood OWNER TO sample_owner;
CREATE TYPE app.empty_enum AS ENUM ();
CREATE TYPE "Mixed Case Schema"."Enum Type" AS ENUM ('A', 'a', ' ');
CREATE TYPE app.order_state AS ENUM ('new', 'paid', 'shipped', 'cancelled');

CREATE TYPE app.address AS (
    street text COLLATE "C",
    house integer,
    "postal code" varchar(10),
    dropped_attribute integer,
    tags text[]
);
ALTER TYPE app.address DROP ATTRIBUTE dropped_attribute;
CREATE TYPE app.nothing AS ();
CREATE TYPE app.nested AS (home app.address, others app.address[], feeling app.mood);

CREATE TYPE app.float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE app.text_range AS RANGE (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
--@ 14+
CREATE TYPE app.money_range AS RANGE (subtype = numeric, multirange_type_name = app.money_ranges);
--@ end

CREATE DOMAIN app.positive AS integer CONSTRAINT positive_check CHECK (VALUE > 0);
CREATE DOMAIN app.short_name AS varchar(40) COLLATE "C" DEFAULT 'nobody' NOT NULL;
CREATE DOMAIN app.even_positive AS app.positive CHECK (VALUE % 2 = 0);
ALTER DOMAIN app.even_positive ADD CONSTRAINT not_valid_check CHECK (VALUE < 1000000) NOT VALID;
CREATE DOMAIN app.email AS public.citext CHECK (VALUE OPERATOR(public.~) '^[^@]+@[^@]+$');
CREATE DOMAIN app.positives AS app.positive[];
CREATE DOMAIN app.valid_address AS app.address CHECK ((VALUE).house > 0);
ALTER DOMAIN app.positive OWNER TO sample_owner;

COMMENT ON TYPE app.mood IS 'how people feel';
COMMENT ON TYPE app.address IS 'where people live';
COMMENT ON COLUMN app.address.street IS 'without the number';
COMMENT ON COLUMN app.address."postal code" IS 'digits; or so they say';
COMMENT ON TYPE app.float_range IS 'a range of floats';
COMMENT ON DOMAIN app.positive IS 'more than nothing';
COMMENT ON CONSTRAINT positive_check ON DOMAIN app.positive IS 'VALUE > 0';
COMMENT ON CONSTRAINT not_valid_check ON DOMAIN app.even_positive IS 'added later, without looking';
GRANT USAGE ON TYPE app.mood TO sample_reader;
