-- A language of our own on the functions of an extension: pg_dump writes it in short, as an extension of that name,
-- which no server has, so that not even pg_restore can restore it.
CREATE LANGUAGE pl_known HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;

-- A domain whose check casts to the domain itself: the cast is known only after the domain.
CREATE DOMAIN self_cast AS text;
ALTER DOMAIN self_cast ADD CONSTRAINT self_cast_check CHECK (VALUE::self_cast::text <> '');
