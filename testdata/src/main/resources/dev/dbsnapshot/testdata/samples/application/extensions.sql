-- Extensions: in public, in a schema of their own, at an older version, with members that our objects use.
CREATE EXTENSION btree_gist WITH SCHEMA public;
CREATE EXTENSION pg_trgm WITH SCHEMA app;
CREATE SCHEMA ext;
CREATE EXTENSION hstore WITH SCHEMA ext;
CREATE EXTENSION citext WITH SCHEMA public;
CREATE EXTENSION intarray WITH SCHEMA ext;
COMMENT ON EXTENSION hstore IS 'sets of key/value pairs, as we use them';
COMMENT ON EXTENSION pg_trgm IS NULL;
