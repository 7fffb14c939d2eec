"""Which phones are there, as the real PBX tells it."""

from tvshop_cti.ami.framing import Framer
from tvshop_cti.bridge.registrations import GRACE, Registrations

# Asterisk 22's answer to PJSIPShowContacts, shortened: an agent's browser and the trunk
CONTACTS = b"""Event: ContactList
ActionID: tvshop-7
ObjectType: contact
ObjectName: 1001;@b1dcc8146d06558396777c693e207ed6
Endpoint: 1001
Uri: sip:dp2dp5ru@127.0.0.1:55678;transport=ws;x-ast-orig-host=gov0odm1534h.invalid:0
UserAgent: JsSIP 3.13.8
Status: NonQualified
RoundtripUsec: N/A

Event: ContactList
ActionID: tvshop-7
ObjectType: contact
ObjectName: carrier@@067c65043730ad0ac9fbb7d84a4b9dfe
Endpoint: carrier
Uri: sip:127.0.0.2:5060
Status: Reachable
RoundtripUsec: 919

"""
ROWS, _bulk = Framer().feed(CONTACTS.replace(b"\n", b"\r\n"))


def status(kind, uri):
    ((message,), _bulk) = Framer().feed(
        f"Event: ContactStatus\r\nURI: {uri}\r\nContactStatus: {kind}\r\n"
        "AOR: 1001\r\nEndpointName: 1001\r\n\r\n".encode()
    )
    return message


OLD, NEW = ROWS[0].get("Uri"), "sip:k2@127.0.0.1:55999;transport=ws"


def test_registered_phones_are_not_lost_when_a_bridge_takes_up():
    phones = Registrations()
    assert phones.picture(ROWS, {"1001"}, 0.0) == {"1001"}
    assert phones.take_lost(GRACE + 1) == set()


def test_phone_that_nobody_registered_is_lost_after_its_grace():
    phones = Registrations()
    phones.picture(ROWS, {"1001", "1002"}, 0.0)
    assert phones.take_lost(GRACE - 1) == set()
    assert phones.take_lost(GRACE + 1) == {"1002"}


def test_phone_that_vanishes_is_lost_and_comes_back():
    phones = Registrations()
    phones.picture(ROWS, {"1001"}, 0.0)
    assert phones.heard(status("Removed", OLD), 10.0) == set()
    assert phones.take_lost(10.0 + GRACE) == {"1001"}
    assert phones.heard(status("NonQualified", NEW), 30.0) == {"1001"}


def test_phone_that_registers_over_a_new_connection_stays_when_the_old_one_is_removed():
    phones = Registrations()
    phones.picture(ROWS, {"1001"}, 0.0)
    assert phones.heard(status("NonQualified", NEW), 10.0) == set()
    phones.heard(status("Removed", OLD), 10.1)
    assert phones.take_lost(10.0 + 2 * GRACE) == set()
    phones.heard(status("Removed", NEW), 50.0)
    assert phones.take_lost(50.0 + GRACE) == {"1001"}
