-- Inheritance: several parents, overridden defaults, constraints that are local, inherited or both.
CREATE TABLE hr.thing (
    id integer NOT NULL,
    name text DEFAULT 'thing',
    created date DEFAULT '2020-01-01',
    CONSTRAINT name_check CHECK (name <> ''),
    CONSTRAINT not_for_children CHECK (id > 0) NO INHERIT
);
CREATE TABLE hr.priced (
    price numeric(10, 2) DEFAULT 1.00,
    name text,
    CONSTRAINT price_check CHECK (price >= 0)
);
CREATE TABLE hr.product (
    weight real
) INHERITS (hr.thing, hr.priced);
CREATE TABLE hr.book (
    name text DEFAULT 'book' NOT NULL,
    pages integer,
    CONSTRAINT name_check CHECK (name <> ''),
    CONSTRAINT pages_check CHECK (pages > 0)
) INHERITS (hr.product);
ALTER TABLE hr.book ALTER COLUMN price SET DEFAULT 9.99;
ALTER TABLE hr.book ALTER COLUMN created DROP DEFAULT;
ALTER TABLE hr.book ALTER COLUMN weight SET STATISTICS 50;
ALTER TABLE hr.book ALTER COLUMN name SET STORAGE EXTERNAL;
CREATE TABLE hr.adopted (
    extra integer,
    created date,
    name text,
    id integer NOT NULL,
    CONSTRAINT name_check CHECK (name <> '')
);
ALTER TABLE hr.adopted INHERIT hr.thing;
CREATE TABLE hr.only_child () INHERITS (hr.thing);
ALTER TABLE hr.only_child ADD CONSTRAINT child_check CHECK (id < 1000000);
CREATE TABLE hr.orphan () INHERITS (hr.thing);
ALTER TABLE hr.orphan NO INHERIT hr.thing;
ALTER TABLE hr.thing ADD COLUMN added_later integer DEFAULT 7;
ALTER TABLE hr.thing ADD CONSTRAINT later_check CHECK (added_later > 0) NOT VALID;
CREATE TABLE hr.generated_parent (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE hr.generated_child (c integer) INHERITS (hr.generated_parent);
--@ 16+
CREATE TABLE hr.generated_override (b integer GENERATED ALWAYS AS (a * 3) STORED) INHERITS (hr.generated_parent);
--@ end
--@ 18+
CREATE TABLE hr.named_not_null (
    a integer CONSTRAINT a_is_there NOT NULL,
    b integer CONSTRAINT b_stays_here NOT NULL NO INHERIT,
    c integer
);
ALTER TABLE hr.named_not_null ADD CONSTRAINT c_unchecked NOT NULL c NOT VALID;
COMMENT ON CONSTRAINT a_is_there ON hr.named_not_null IS 'a NOT NULL with a name and a comment';
COMMENT ON CONSTRAINT c_unchecked ON hr.named_not_null IS 'not valid yet';
CREATE TABLE hr.not_null_child (c integer CONSTRAINT c_here NOT NULL) INHERITS (hr.named_not_null);
--@ end
CREATE TABLE hr.only_generated (one integer GENERATED ALWAYS AS (1) STORED);
INSERT INTO hr.only_generated DEFAULT VALUES;
CREATE TABLE hr.nothing ();
CREATE TABLE hr.nothing_child () INHERITS (hr.nothing);
INSERT INTO hr.nothing_child DEFAULT VALUES;
INSERT INTO hr.thing (id, name) VALUES (1, 'a'), (2, 'b');
INSERT INTO hr.book (id, name, pages) VALUES (3, 'c', 100);
INSERT INTO hr.adopted (id, name, extra) VALUES (4, 'd', 5);
COMMENT ON COLUMN hr.book.name IS 'the title, inherited and overridden';
