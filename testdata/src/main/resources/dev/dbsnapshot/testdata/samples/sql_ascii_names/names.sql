-- A database that converts nothing, where the catalog itself holds text that is no UTF-8.
DO $$
DECLARE
    e text := convert_from('\xe9'::bytea, 'SQL_ASCII');
BEGIN
    EXECUTE 'CREATE TABLE "t' || e || '" (id integer PRIMARY KEY, "c' || e || '" text DEFAULT ''d' || e || ''')';
    EXECUTE 'INSERT INTO "t' || e || '" VALUES (1, ''v' || e || ''')';
    EXECUTE 'COMMENT ON TABLE "t' || e || '" IS ''comment ' || e || '''';
END
$$;
CREATE TABLE "tête" (a integer);
