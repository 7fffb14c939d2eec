from datetime import timedelta
from unittest.mock import patch

from odoo.addons.tvshop_cti.bridge import gateway as gateway_file
from odoo.addons.tvshop_cti.bridge.gateway import Gateway, to_epoch, transact
from odoo.addons.tvshop_cti.bridge.spool import COLUMNS
from odoo.tests import tagged
from psycopg2.errors import SerializationFailure

from .common import CtiCase


@tagged("post_install", "-at_install")
class TestGateway(CtiCase):
    def test_transaction_is_tried_again_when_another_was_in_the_way(self):
        tries = []

        def work(env):
            tries.append(env.uid)
            if len(tries) < 4:
                raise SerializationFailure()
            return "done"

        with patch.object(gateway_file.time, "sleep"):
            self.assertEqual(transact(self.registry, work), "done")
        self.assertEqual(len(tries), 4)

    def test_transaction_gives_up_after_five_tries(self):
        def work(_env):
            raise SerializationFailure()

        with patch.object(gateway_file.time, "sleep"), self.assertRaises(SerializationFailure):
            transact(self.registry, work)

    def test_pbxs_are_listed_for_the_bridge(self):
        self.env.flush_all()
        (row,) = [pbx for pbx in Gateway.load_pbxs(self.registry) if pbx.id == self.pbx.id]
        self.assertEqual((row.system_name, row.ami_port), ("pbxtest", 5038))

    def test_open_calls_are_listed(self):
        self.talk()
        self.assertEqual(self.gateway.open_linkedids(), {"pbxtest-1.1"})
        self.hang_up()
        self.assertEqual(self.gateway.open_linkedids(), set())

    def test_cel_rows_come_back_as_events_of_this_pbx_only(self):
        for linkedid in ("pbxtest-1.1", "pbxtest-2.1", "elsewhere-1.1"):
            self.env["tvshop.cel"].create(
                {
                    "eventtype": "CHAN_START",
                    "eventtime": self.at(1.25),
                    "linkedid": linkedid,
                    "uniqueid": linkedid,
                }
            )
        self.env.flush_all()
        (event,) = self.gateway.cel_rows({"pbxtest-1.1"})
        self.assertEqual((event.type, event.linkedid), ("CHAN_START", "pbxtest-1.1"))
        self.assertAlmostEqual(event.time, self.t0 + 1.25, places=5)
        self.assertEqual(len(self.gateway.cel_rows(since=self.t0)), 2)
        self.assertEqual(self.gateway.cel_rows(since=to_epoch(self.now)), [])

    def test_calls_that_came_and_went_unheard_are_found(self):
        self.talk()
        rows = [("pbxtest-1.1",), ("pbxtest-5.5",), ("pbxtest-5.5",), ("other-6.6",)]
        for (linkedid,) in rows:
            self.env["tvshop.cel"].create(
                {"eventtype": "CHAN_START", "eventtime": "2030-01-01", "linkedid": linkedid}
            )
        self.pbx.last_seen = self.now + timedelta(hours=1)
        self.env.flush_all()
        self.assertEqual(self.gateway.unheard_linkedids(), {"pbxtest-5.5"})

    def test_r1_call_that_ended_as_the_bridge_died_is_compared_with_the_record(self):
        self.talk()
        self.env["tvshop.cel"].create(
            {"eventtype": "LINKEDID_END", "eventtime": self.now, "linkedid": "pbxtest-1.1"}
        )
        call = self.env["tvshop.call"].search([("linkedid", "=", "pbxtest-1.1")])
        call.write({"state": "done", "end": self.now})
        for later, found in ((5, {"pbxtest-1.1"}), (3600, set())):
            self.pbx.last_seen = self.now + timedelta(seconds=later)
            self.env.flush_all()
            self.assertEqual(self.gateway.unheard_linkedids(), found)

    def test_connection_state_is_shown(self):
        self.gateway.set_connected(False, "refused")
        self.env.invalidate_all()
        self.assertRecordValues(self.pbx, [{"is_connected": False, "connection_detail": "refused"}])
        self.assertFalse(self.desk().desk_state()["pbx"]["connected"])

    def test_agents_concerned_are_hinted_and_nobody_else(self):
        sent = []

        def bus_send(users, kind, message, **_options):
            sent.extend((user.login, kind, message["reason"]) for user in users)

        with patch.object(self.registry["res.users"], "_bus_send", bus_send):
            self.ring()
            self.ring()
            self.talk()
        self.assertEqual(sent, 2 * [("cti_agent", "tvshop_cti.hint", "call")])

    def test_gaps_of_the_record_are_filled_once(self):
        def row(second, kind="CHAN_START"):
            values = {"eventtype": kind, "eventtime": self.at(second), "amaflags": 3}
            values |= {"uniqueid": "pbxtest-7.7", "linkedid": "pbxtest-7.7"}
            return tuple(values.get(name, "") for name in COLUMNS)

        self.assertEqual(self.gateway.cel_position(), "")
        first, second = row(1.25), row(2.5, "ANSWER")
        self.assertEqual(self.gateway.fill_cel([first], "7:100"), {"pbxtest-7.7"})
        self.assertEqual(self.gateway.fill_cel([first, second], "7:200"), {"pbxtest-7.7"})
        self.assertEqual(self.gateway.fill_cel([first, second], "7:200"), set())
        self.assertEqual(self.gateway.fill_cel([], "8:0"), set())
        self.env.invalidate_all()
        self.assertEqual(self.gateway.cel_position(), "8:0")
        events = self.gateway.cel_rows({"pbxtest-7.7"})
        self.assertEqual([event.type for event in events], ["CHAN_START", "ANSWER"])
        self.assertAlmostEqual(events[0].time, self.t0 + 1.25, places=5)
