-- Collations of libc and the builtin provider, and what uses them.
CREATE COLLATION rare.c_like (LOCALE = 'C');
CREATE COLLATION rare.mixed (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
CREATE COLLATION "Rare Names"."Copy" FROM "C";
--@ 17+
CREATE COLLATION rare.builtin_c (PROVIDER = builtin, LOCALE = 'C.UTF-8');
--@ end
COMMENT ON COLLATION rare.mixed IS 'two locales';
CREATE TABLE rare.collated (a text COLLATE rare.c_like, b text COLLATE "Rare Names"."Copy");
CREATE DOMAIN rare.collated_domain AS text COLLATE rare.mixed;
CREATE TYPE rare.collated_type AS (a text COLLATE "Rare Names"."Copy");
CREATE TYPE rare.collated_range AS RANGE (subtype = text, collation = rare.c_like);
