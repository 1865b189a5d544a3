-- A database in LATIN1: names, definitions, comments and rows beyond ASCII.
CREATE SCHEMA "schéma";
CREATE TABLE "schéma"."tête" (id integer PRIMARY KEY, "prénom" text DEFAULT 'Zoë', CONSTRAINT "vérifié" CHECK ("prénom" <> 'ÿ'));
INSERT INTO "schéma"."tête" VALUES (1, 'Þórður'), (2, '¡¢£¤¥§©®µ¶·½¿ÆØßÿ'), (3, NULL), (4, E'é\té\né\\é');
INSERT INTO "schéma"."tête" SELECT i, chr(160 + i % 96) || i FROM generate_series(10, 300) AS i;
CREATE VIEW "vue" AS SELECT "prénom" AS "né" FROM "schéma"."tête" WHERE "prénom" > 'à';
CREATE FUNCTION "où"() RETURNS text LANGUAGE sql AS $$SELECT 'là-bas: «ici»'$$;
CREATE TYPE "énumération" AS ENUM ('été', 'hiver');
CREATE INDEX "index é" ON "schéma"."tête" ("prénom") WHERE "prénom" <> 'ç';
COMMENT ON TABLE "schéma"."tête" IS 'une tête bien faite: é';
COMMENT ON COLUMN "schéma"."tête"."prénom" IS 'où ça?';
SELECT lo_from_bytea(1, '\xe9');
