import json
import time

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
        return self.url_open(
            f"/tvshop/carrier/{code}/feedback",
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Tvshop-Timestamp": timestamp,
                "X-Tvshop-Event": event,
                "X-Tvshop-Signature": signature,
            }
            | headers,
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
        stolen = sign(self.ems.tvshop_push_secret, str(int(time.time())), "e1", b"{}")
        response = self.post_feedback(self.rows(), event="e2", **{"X-Tvshop-Signature": stolen})
        self.assert_refused(response, 401)

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
        content = {"rows": [*self.rows()["rows"], {"waybill": ["x"]}, "x", self.rows(amount="NaN")]}
        answer = self.post_feedback(content).json()
        self.assertEqual(answer["new"], 1)
        self.assertEqual([row["row"] for row in answer["refused"]], [2, 3, 4])

    def test_h4_secret_is_for_managers(self):
        self.assertTrue(self.ems.with_user(self.manager).tvshop_push_secret)
        for user in (self.agent, self.warehouse):
            with self.assertRaises(AccessError):
                self.ems.with_user(user).read(["tvshop_push_secret"])
            with self.assertRaises(AccessError):
                self.ems.with_user(user).action_new_push_secret()
