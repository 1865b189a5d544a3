-- standard_conforming_strings is off for all sessions of this database: what pg_dump writes looks different.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I SET standard_conforming_strings = off', current_database());
    EXECUTE format('ALTER DATABASE %I SET escape_string_warning = off', current_database());
    EXECUTE format('ALTER DATABASE %I SET DateStyle = %L', current_database(), 'SQL, DMY');
    EXECUTE format('ALTER DATABASE %I SET IntervalStyle = sql_standard', current_database());
    EXECUTE format('ALTER DATABASE %I SET extra_float_digits = -5', current_database());
    EXECUTE format('ALTER DATABASE %I SET bytea_output = escape', current_database());
    EXECUTE format('ALTER DATABASE %I SET TimeZone = %L', current_database(), 'Asia/Kathmandu');
    EXECUTE format('ALTER DATABASE %I SET quote_all_identifiers = on', current_database());
    EXECUTE format('ALTER DATABASE %I SET search_path = %L', current_database(), '');
    EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = off', current_database());
    EXECUTE format('ALTER DATABASE %I SET lc_monetary = %L', current_database(), 'C');
END
$$;
