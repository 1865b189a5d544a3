-- Properties of the database itself.
DO $$
BEGIN
    EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'the application''s database');
    EXECUTE format('ALTER DATABASE %I SET work_mem = %L', current_database(), '5MB');
    EXECUTE format('ALTER DATABASE %I SET search_path = app, "Mixed Case Schema", public', current_database());
    EXECUTE format('ALTER ROLE sample_reader IN DATABASE %I SET statement_timeout = %L', current_database(), '1min');
    EXECUTE format($sql$ALTER DATABASE %I SET app.separator = 'a''b\c'$sql$, current_database());
    EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 50', current_database());
END
$$;
