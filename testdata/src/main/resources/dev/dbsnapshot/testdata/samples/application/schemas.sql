-- Schemas, roles that objects and policies name, and the schema public with an owner and a comment of its own.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['sample_owner', 'sample_reader', 'sample_writer', 'Sample "Auditor"'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I', wanted);
        END IF;
    END LOOP;
END
$$;

CREATE SCHEMA app;
CREATE SCHEMA sales AUTHORIZATION sample_owner;
CREATE SCHEMA hr;
CREATE SCHEMA audit;
CREATE SCHEMA parts;
CREATE SCHEMA knots;
CREATE SCHEMA "Mixed Case Schema" AUTHORIZATION "Sample ""Auditor""";
CREATE SCHEMA empty;

COMMENT ON SCHEMA public IS 'the public schema, but with a comment of our own';
COMMENT ON SCHEMA app IS 'everything that has no better place';
COMMENT ON SCHEMA "Mixed Case Schema" IS 'needs quotes; so does this: '' " \ $$';
GRANT USAGE ON SCHEMA app TO sample_reader;
