-- CREATE STATISTICS with all of its options.
CREATE STATISTICS other.all_kinds ON id, name, late FROM other.item;
CREATE STATISTICS other.only_ndistinct (ndistinct) ON id, late FROM other.item;
CREATE STATISTICS "Odd ""Schema"""."Odd 'Statistics'" (dependencies, mcv) ON id, "select" FROM other.item;
CREATE STATISTICS other.on_copy ON id, name FROM other.item_copy;
CREATE STATISTICS other.on_parted ON a, b FROM other.parted;
CREATE STATISTICS other.on_remote ON a, b FROM other.remote;
CREATE STATISTICS other.on_member ON id, v FROM other.member;
ALTER STATISTICS other.on_parted OWNER TO tableobjects_owner;
--@ 13+
ALTER STATISTICS other.all_kinds SET STATISTICS 42;
ALTER STATISTICS "Odd ""Schema"""."Odd 'Statistics'" SET STATISTICS 0;
--@ end
--@ 14+
CREATE STATISTICS other.on_expressions ON (id + 1), lower(name), "Upper" FROM other.item;
CREATE STATISTICS other.on_one_expression ON (other.twice(late)) FROM other.item;
--@ end
COMMENT ON STATISTICS other.all_kinds IS 'all kinds';
COMMENT ON STATISTICS "Odd ""Schema"""."Odd 'Statistics'" IS 'odd';
