-- CREATE SUBSCRIPTION with all of its options; none of them connects to anything.
CREATE SUBSCRIPTION plain CONNECTION 'host=nowhere.invalid dbname=x' PUBLICATION one WITH (connect = false);
CREATE SUBSCRIPTION "Odd ""Subscription""" CONNECTION 'host=nowhere.invalid password=''a\\b'' dbname=x' PUBLICATION "Odd ""One""", two WITH (connect = false, slot_name = NONE, synchronous_commit = remote_apply);
CREATE SUBSCRIPTION slot CONNECTION 'dbname=y' PUBLICATION one WITH (connect = false, slot_name = 'the_slot', synchronous_commit = 'on');
--@ 14+
CREATE SUBSCRIPTION in_binary CONNECTION 'dbname=y' PUBLICATION one WITH (connect = false, slot_name = NONE, binary, streaming = on);
CREATE SUBSCRIPTION streams CONNECTION 'dbname=y' PUBLICATION one WITH (connect = false, slot_name = NONE, streaming = on);
CREATE SUBSCRIPTION streams_not CONNECTION 'dbname=y' PUBLICATION one WITH (connect = false, slot_name = NONE, streaming = off);
--@ end
--@ 15+
CREATE SUBSCRIPTION in_two_phases CONNECTION 'dbname=y' PUBLICATION one WITH (connect = false, slot_name = NONE, two_phase, disable_on_error);
--@ end
--@ 16+
CREATE SUBSCRIPTION all_of_16 CONNECTION 'dbname=y password=z' PUBLICATION one WITH (connect = false, slot_name = NONE, binary, streaming = parallel, two_phase, disable_on_error, password_required = false, run_as_owner, synchronous_commit = local, origin = none);
--@ end
--@ 17+
CREATE SUBSCRIPTION fails_over CONNECTION 'dbname=y' PUBLICATION one WITH (connect = false, slot_name = 'fail_over', failover);
--@ end
COMMENT ON SUBSCRIPTION slot IS 'has a slot';
