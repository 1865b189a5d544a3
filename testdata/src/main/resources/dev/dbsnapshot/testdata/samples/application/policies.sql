-- Row level security: permissive and restrictive, for every command, forced, and switched on without a policy.
CREATE TABLE sales.customer (id integer PRIMARY KEY, name text, tenant text DEFAULT CURRENT_USER);
CREATE TABLE sales.invoice (id integer PRIMARY KEY, customer integer REFERENCES sales.customer, amount numeric, tenant text);
CREATE TABLE sales.locked (id integer);
CREATE TABLE sales.prepared (id integer);
ALTER TABLE sales.customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales.customer FORCE ROW LEVEL SECURITY;
ALTER TABLE sales.invoice ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales.locked ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales.prepared FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON sales.customer USING (tenant = CURRENT_USER);
CREATE POLICY readers ON sales.customer FOR SELECT TO sample_reader, "Sample ""Auditor""" USING (true);
CREATE POLICY "Insert Only" ON sales.customer AS RESTRICTIVE FOR INSERT TO sample_writer WITH CHECK (name <> 'it''s');
CREATE POLICY updates ON sales.invoice FOR UPDATE TO PUBLIC USING (amount < 100) WITH CHECK (amount < 200);
CREATE POLICY deletes ON sales.invoice AS RESTRICTIVE FOR DELETE TO sample_owner USING
    (EXISTS (SELECT FROM sales.customer AS c WHERE c.id = invoice.customer));
CREATE POLICY waiting ON sales.prepared FOR ALL TO sample_reader USING (false);
COMMENT ON POLICY own_rows ON sales.customer IS 'everyone sees their own';
COMMENT ON POLICY "Insert Only" ON sales.customer IS 'restrictive';
INSERT INTO sales.customer SELECT i, 'customer ' || i FROM generate_series(1, 20) AS i;
INSERT INTO sales.invoice SELECT i, i % 20 + 1, i * 1.5, 't' FROM generate_series(1, 50) AS i;
