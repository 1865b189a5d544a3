-- Primary keys, unique, exclusion, check and foreign key constraints in all their forms.
ALTER TABLE app.country ADD CONSTRAINT country_pkey PRIMARY KEY (code);
ALTER TABLE app.person ADD CONSTRAINT person_pkey PRIMARY KEY (id) WITH (fillfactor = 80);
ALTER TABLE app.person CLUSTER ON person_pkey;
ALTER TABLE app.person ADD CONSTRAINT "person email" UNIQUE (email) DEFERRABLE;
ALTER TABLE app.person ADD CONSTRAINT name_length CHECK (app.is_short(name));
ALTER TABLE app.person ADD CONSTRAINT unchecked CHECK ("select" IS NULL OR "select" > 0) NOT VALID;
ALTER TABLE ONLY app.person ADD CONSTRAINT local_only CHECK (id >= 0) NO INHERIT;
CREATE TABLE app.account (
    id integer PRIMARY KEY,
    country character(2),
    person integer,
    backup integer,
    iban text,
    balance numeric DEFAULT 0 CONSTRAINT dropped_check CHECK (balance > -1),
    UNIQUE (country, iban) INCLUDE (balance) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT account_country_fkey FOREIGN KEY (country) REFERENCES app.country (code) MATCH FULL
        ON UPDATE CASCADE ON DELETE RESTRICT,
    CONSTRAINT account_person_fkey FOREIGN KEY (person) REFERENCES app.person DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT account_backup_fkey FOREIGN KEY (backup) REFERENCES app.account ON DELETE SET NULL ON UPDATE SET DEFAULT
);
ALTER TABLE app.account DROP CONSTRAINT dropped_check;
ALTER TABLE app.account ADD CONSTRAINT account_late_fkey FOREIGN KEY (id) REFERENCES app.person (id) NOT VALID;
CREATE TABLE app.booking (
    room integer,
    during tsrange,
    cancelled boolean DEFAULT false,
    EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled),
    CONSTRAINT no_overlap EXCLUDE USING gist (int4range(room, room + 1, '[]') WITH &&, during WITH -|-)
        WITH (fillfactor = 60) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE app.compound (
    a integer, b integer, c integer, d integer,
    CONSTRAINT compound_pkey PRIMARY KEY (b, a) INCLUDE (c)
);
CREATE TABLE app.compound_child (
    a integer, b integer, note text,
    CONSTRAINT compound_fkey FOREIGN KEY (b, a) REFERENCES app.compound MATCH FULL ON DELETE CASCADE
);
--@ 15+
CREATE TABLE app.no_two_nulls (
    a integer, b text,
    CONSTRAINT no_two_nulls_key UNIQUE NULLS NOT DISTINCT (a, b)
);
CREATE TABLE app.set_null_some (
    tenant integer DEFAULT 0, b integer, a integer,
    CONSTRAINT set_null_some_fkey FOREIGN KEY (b, a) REFERENCES app.compound ON DELETE SET NULL (a),
    CONSTRAINT set_default_some_fkey FOREIGN KEY (b, a) REFERENCES app.compound ON DELETE SET DEFAULT (b)
);
--@ end
--@ 18+
CREATE TABLE app.temporal (id integer, valid daterange, CONSTRAINT temporal_pkey PRIMARY KEY (id, valid WITHOUT OVERLAPS));
CREATE TABLE app.temporal_child (
    id integer, parent integer, valid daterange,
    CONSTRAINT temporal_child_key UNIQUE (id, valid WITHOUT OVERLAPS),
    CONSTRAINT temporal_child_fkey FOREIGN KEY (parent, PERIOD valid) REFERENCES app.temporal (id, PERIOD valid)
);
CREATE TABLE app.not_enforced (
    a integer CONSTRAINT a_check CHECK (a > 0) NOT ENFORCED,
    person integer CONSTRAINT person_fkey REFERENCES app.person NOT ENFORCED
);
--@ end
COMMENT ON CONSTRAINT country_pkey ON app.country IS 'two letters';
COMMENT ON CONSTRAINT name_length ON app.person IS 'names are short';
COMMENT ON CONSTRAINT unchecked ON app.person IS 'a check that is not valid';
COMMENT ON CONSTRAINT account_person_fkey ON app.account IS 'deferred';
COMMENT ON CONSTRAINT no_overlap ON app.booking IS 'an exclusion constraint';
COMMENT ON CONSTRAINT "person email" ON app.person IS 'unique';
