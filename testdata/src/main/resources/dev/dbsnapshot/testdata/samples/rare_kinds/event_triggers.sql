-- Event triggers for every event and in every state.
CREATE FUNCTION rare.on_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER every_start ON ddl_command_start EXECUTE FUNCTION rare.on_event();
CREATE EVENT TRIGGER "With Tags" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')
    EXECUTE FUNCTION rare.on_event();
CREATE EVENT TRIGGER on_drop ON sql_drop EXECUTE FUNCTION rare.on_event();
CREATE EVENT TRIGGER on_rewrite ON table_rewrite EXECUTE FUNCTION rare.on_event();
ALTER EVENT TRIGGER every_start DISABLE;
ALTER EVENT TRIGGER on_drop ENABLE ALWAYS;
ALTER EVENT TRIGGER on_rewrite ENABLE REPLICA;
COMMENT ON EVENT TRIGGER "With Tags" IS 'an event trigger';
