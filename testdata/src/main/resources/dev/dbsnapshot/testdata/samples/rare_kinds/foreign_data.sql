-- Foreign data wrappers, servers, user mappings, foreign tables.
CREATE FOREIGN DATA WRAPPER "No Handler";
CREATE FOREIGN DATA WRAPPER with_validator VALIDATOR postgresql_fdw_validator;
CREATE FOREIGN DATA WRAPPER validated OPTIONS (debug 'it''s', "Odd Option" E'a\\b');
CREATE SERVER plain FOREIGN DATA WRAPPER "No Handler";
CREATE SERVER "With All" TYPE 'a type' VERSION '1.2 ''x''' FOREIGN DATA WRAPPER validated
    OPTIONS (host 'localhost', dbname 'other');
CREATE USER MAPPING FOR PUBLIC SERVER plain;
CREATE USER MAPPING FOR CURRENT_USER SERVER "With All" OPTIONS (user 'me', password 'se''cret');
COMMENT ON FOREIGN DATA WRAPPER validated IS 'a wrapper';
COMMENT ON SERVER "With All" IS 'a server';
CREATE FOREIGN TABLE rare.far_away (
    a integer OPTIONS (column_name 'A', "Odd Option" '1') NOT NULL, b text COLLATE "C" DEFAULT 'x', CHECK (a > 0))
    SERVER "With All" OPTIONS (schema_name 'public', table_name 'it''s there');
CREATE FOREIGN TABLE rare.far_and_plain (a integer) SERVER plain;
COMMENT ON FOREIGN TABLE rare.far_away IS 'over there';
COMMENT ON COLUMN rare.far_away.a IS 'a column over there';
