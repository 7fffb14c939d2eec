"""What was asked of the PBX is asked once, however often its transaction has to be repeated."""

from parts import Invites

FAILURES = 4
HINDER = f"""
CREATE SEQUENCE tvshop_test_tries;
CREATE FUNCTION tvshop_test_hinder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.kind = 'dial' AND NEW.state = 'sent' AND nextval('tvshop_test_tries') <= {FAILURES} THEN
        RAISE EXCEPTION 'hindered' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tvshop_test_hinder BEFORE UPDATE ON tvshop_outbox
   FOR EACH ROW EXECUTE FUNCTION tvshop_test_hinder();
"""
RELIEVE = """
DROP TRIGGER IF EXISTS tvshop_test_hinder ON tvshop_outbox;
DROP FUNCTION IF EXISTS tvshop_test_hinder;
DROP SEQUENCE IF EXISTS tvshop_test_tries;
"""


def test_r7_serialization_failures_on_four_tries_give_one_call_to_the_customer(crew, company):
    crew.query(RELIEVE + HINDER)
    try:
        with Invites(company) as invites:
            asked = crew.ask_to_dial()
            crew.work(lambda: invites.to(crew.CALLED), rate=0)
            crew.work(lambda: crew.outbox_states(asked) == {"done"}, rate=0)
            crew.work_for(5, rate=0)
            assert invites.to(crew.CALLED) == 1
            assert int(crew.query("SELECT last_value FROM tvshop_test_tries")) == FAILURES + 1
    finally:
        crew.query(RELIEVE)
    crew.gather()
