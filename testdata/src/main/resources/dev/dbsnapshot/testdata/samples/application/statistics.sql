-- Extended statistics of all kinds.
CREATE STATISTICS app.wide_all ON id, "double", hash FROM app.wide;
CREATE STATISTICS app.wide_some (ndistinct, dependencies) ON id, hash FROM app.wide;
CREATE STATISTICS app."Wide Mcv" (mcv) ON "double", day FROM app.wide;
ALTER STATISTICS app.wide_all OWNER TO sample_owner;
--@ 13+
ALTER STATISTICS app."Wide Mcv" SET STATISTICS 99;
--@ end
--@ 14+
CREATE STATISTICS app.wide_expression ON (id % 10), (lower(hash)) FROM app.wide;
CREATE STATISTICS app.wide_one_expression ON (id + "double") FROM app.wide;
CREATE STATISTICS sales.other_schema (ndistinct) ON (id / 2), hash FROM app.wide;
--@ end
COMMENT ON STATISTICS app.wide_all IS 'all kinds';
