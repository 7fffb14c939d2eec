import json
import time
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..feedback.push import sign
from .common import LogisticsCase

LOGGER = "odoo.addons.tvshop_logistics.models.delivery_carrier_push"


@tagged("post_install", "-at_install")
class TestPush(LogisticsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_range(cls.ems)
        cls.make_format(cls.ems)
        cls.ems.action_new_push_secret()
        cls.order = cls.make_order(carrier_id=cls.ems.id)
        cls.waybill = cls.ship(cls.order)

    def rows(self, **values):
        return {
            "rows": [
                {
                    "waybill": self.waybill.name,
                    "status": "delivered",
                    "time": "2026-01-05T10:00:00+08:00",
                    "amount": 309,
                }
                | values
            ]
        }

    def post_feedback(self, content, event="e1", code="EMS", at=0, secret=None, **headers):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        timestamp = str(int(time.time()) + at)
        signature = sign(secret or self.ems.tvshop_push_secret, timestamp, event, body)
        headers = {
            "Content-Type": "application/json",
            "X-Tvshop-Timestamp": timestamp,
            "X-Tvshop-Event": event,
            "X-Tvshop-Signature": signature,
        } | headers
        return self.url_open(
            f"/tvshop/carrier/{code}/feedback",
            data=body,
            headers={name: value for name, value in headers.items() if value is not None},
        )

    def assert_refused(self, response, status):
        self.assertEqual(response.status_code, status, response.text)
        self.env.invalidate_all()
        self.assertEqual(self.order.tvshop_state, "shipped")

    def test_h4_signed_feedback_delivers_the_order(self):
        response = self.post_feedback(self.rows())
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json(), {"repeated": False, "new": 1, "known": 0, "refused": []})
        self.env.invalidate_all()
        self.assertEqual(self.order.tvshop_state, "delivered")

    def test_h4_same_event_again_is_answered_and_changes_nothing(self):
        self.post_feedback(self.rows(status="in_transit"))
        response = self.post_feedback(self.rows())
        self.assertEqual((response.status_code, response.json()), (200, {"repeated": True}))
        self.assert_refused(response, 200)

    @mute_logger(LOGGER)
    def test_h4_replayed_body_under_another_event_is_refused(self):
        now, body = str(int(time.time())), json.dumps(self.rows()).encode()
        stolen = {
            "X-Tvshop-Timestamp": now,
            "X-Tvshop-Signature": sign(self.ems.tvshop_push_secret, now, "e1", body),
        }
        self.assert_refused(self.post_feedback(body, event="e2", **stolen), 401)
        self.assertEqual(self.post_feedback(body, event="e1", **stolen).status_code, 200)

    @mute_logger(LOGGER)
    def test_h4_late_or_early_message_is_refused(self):
        for seconds in (-310, 310):
            self.assert_refused(self.post_feedback(self.rows(), at=seconds), 401)

    @mute_logger(LOGGER)
    def test_h4_wrong_secret_and_unknown_carrier_look_alike(self):
        wrong = self.post_feedback(self.rows(), secret="guess")
        unknown = self.post_feedback(self.rows(), code="NOBODY", secret="nobody")
        self.assert_refused(wrong, 401)
        self.assert_refused(unknown, 401)
        self.assertEqual(wrong.text, unknown.text)

    @mute_logger(LOGGER)
    def test_h4_carrier_without_secret_sends_nothing(self):
        self.make_format(self.courier)
        response = self.post_feedback(self.rows(), code="KD", secret="nobody")
        self.assert_refused(response, 401)

    @mute_logger(LOGGER)
    def test_h4_carrier_does_not_speak_for_another(self):
        self.make_format(self.courier)
        self.courier.action_new_push_secret()
        theirs = self.courier.tvshop_push_secret
        self.assert_refused(self.post_feedback(self.rows(), secret=theirs), 401)
        self.assert_refused(self.post_feedback(self.rows(), code="KD"), 401)
        answer = self.post_feedback(self.rows(), code="KD", secret=theirs)
        self.assertEqual((answer.json()["new"], len(answer.json()["refused"])), (0, 1))
        self.assert_refused(answer, 200)

    @mute_logger(LOGGER)
    def test_h4_message_without_its_headers_is_refused(self):
        for name, status in (("Signature", 401), ("Timestamp", 400), ("Event", 400)):
            for value in (None, "", "é"):
                with self.subTest(name=name, value=value):
                    headers = {f"X-Tvshop-{name}": value}
                    if value == "é":
                        headers = {f"X-Tvshop-{name}": value.encode("latin-1")}
                    self.assert_refused(self.post_feedback(self.rows(), **headers), status)

    def test_h4_same_event_twice_at_once_is_taken_once(self):
        self.post_feedback(self.rows(status="in_transit"))
        imports = type(self.env["tvshop.feedback.import"])
        count, asked = imports.search_count, []

        def not_seen_yet(records, *args, **kwargs):
            asked.append(args)
            return 0 if len(asked) == 1 else count(records, *args, **kwargs)

        # The other request's row is there only once it is written: the database tells.
        with (
            patch.object(imports, "search_count", not_seen_yet),
            mute_logger("odoo.sql_db", "odoo.service.model", "odoo.http"),
        ):
            response = self.post_feedback(self.rows())
        self.assertEqual((response.status_code, response.json()), (200, {"repeated": True}))
        self.assertEqual(len(asked), 2)
        self.assert_refused(response, 200)

    @mute_logger("odoo.http")
    def test_h4_page_of_a_browser_sends_nothing(self):
        self.assertEqual(self.url_open("/tvshop/carrier/EMS/feedback").status_code, 405)
        answer = self.url_open("/tvshop/carrier/EMS/feedback", data={"rows": "x"})
        self.assert_refused(answer, 415)

    def test_h4_rows_of_nonsense_are_given_back_and_nothing_breaks(self):
        nonsense = (
            *({"amount": amount} for amount in ("NaN", "-1", "1e999999", "1e-999999", True, 9**99)),
            *({"amount": float(amount)} for amount in ("nan", "inf")),
            {"time": "0001-01-01 00:00:00"},
            {"time": "9999-12-31T23:59:59-12:00"},
            {"time": 9**99},
            {"waybill": "EA\0" + "1" * 8},
            {"waybill": "\ud800"},
            {"status": "\0\ud800"},
            {"status": {"a": 1}},
            {"waybill": "E" * 100_000},
        )
        rows = [self.rows(**values)["rows"][0] for values in nonsense]
        content = {"rows": [*rows, *self.rows(reason="\0\ud800", status="in_transit")["rows"]]}
        answer = self.post_feedback(content)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(len(answer.json()["refused"]), len(nonsense), answer.text)
        self.assertEqual(answer.json()["new"], 1)
        self.assert_refused(answer, 200)

    @mute_logger(LOGGER)
    def test_h4_malformed_messages_have_clear_answers(self):
        for content, headers, status in (
            (b"[]", {}, 400),
            (b"not json", {}, 400),
            ({"rows": []}, {}, 400),
            ({"rows": "x"}, {}, 400),
            (b"[" * 100000, {}, 400),
            (self.rows(), {"Content-Type": "text/plain"}, 415),
            (b"x" * (2 * 2**20 + 1), {}, 413),
            (self.rows(), {"X-Tvshop-Timestamp": "now"}, 400),
            (self.rows(), {"X-Tvshop-Event": "a b"}, 400),
        ):
            with self.subTest(content=str(content)[:30], headers=headers):
                self.assert_refused(self.post_feedback(content, **headers), status)

    def test_h4_rows_that_can_not_be_taken_are_told_one_by_one(self):
        content = {"rows": [*self.rows()["rows"], {"waybill": ["x"]}, "x"]}
        answer = self.post_feedback(content).json()
        self.assertEqual(answer["new"], 1)
        self.assertEqual([row["row"] for row in answer["refused"]], [2, 3])

    def test_h4_secret_is_for_managers(self):
        self.assertTrue(self.ems.with_user(self.manager).tvshop_push_secret)
        for user in (self.agent, self.warehouse):
            with self.assertRaises(AccessError):
                self.ems.with_user(user).read(["tvshop_push_secret"])
            with self.assertRaises(AccessError):
                self.ems.with_user(user).action_new_push_secret()
