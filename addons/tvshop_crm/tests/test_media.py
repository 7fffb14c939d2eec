from datetime import datetime, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import TvshopCase

NOON = datetime(2026, 3, 2, 12, 0)


@tagged("post_install", "-at_install")
class TestMedia(TvshopCase):
    def spot_at(self, minutes):
        return self.hotline._spot_at("4008000001", NOON + timedelta(minutes=minutes))

    def test_k1_call_belongs_to_the_spot_on_air(self):
        spot = self.make_spot(NOON)
        self.assertEqual(self.spot_at(0), spot)
        self.assertEqual(self.spot_at(29), spot)

    def test_k1_call_after_a_spot_belongs_to_the_last_one_in_the_window(self):
        self.make_spot(NOON - timedelta(hours=1))
        spot = self.make_spot(NOON)
        self.assertEqual(self.spot_at(30), spot)
        self.assertEqual(self.spot_at(150), spot)
        self.assertFalse(self.spot_at(151))

    def test_k1_window_is_set_by_the_company(self):
        self.make_spot(NOON)
        self.env.company.tvshop_spot_window = 10
        self.assertTrue(self.spot_at(40))
        self.assertFalse(self.spot_at(41))

    def test_k1_call_before_every_spot_belongs_to_none(self):
        self.make_spot(NOON)
        self.assertFalse(self.spot_at(-1))

    def test_k1_of_overlapping_spots_the_latest_started_counts(self):
        self.make_spot(NOON, duration=120)
        later = self.make_spot(NOON + timedelta(minutes=10), duration=20)
        self.assertEqual(self.spot_at(15), later)

    def test_k1_spot_on_air_goes_before_one_that_started_later_and_ended(self):
        long = self.make_spot(NOON, duration=120)
        self.make_spot(NOON + timedelta(minutes=10), duration=20)
        self.assertEqual(self.spot_at(60), long)

    def test_k1_spot_ends_with_its_last_second(self):
        ended = self.make_spot(NOON, duration=30)
        following = self.make_spot(NOON + timedelta(minutes=30), duration=30)
        last = timedelta(minutes=29, seconds=59)
        self.assertEqual(self.hotline._spot_at("4008000001", NOON + last), ended)
        self.assertEqual(self.spot_at(30), following)

    def test_k1_window_ends_to_the_second(self):
        spot = self.make_spot(NOON, duration=30)
        edge = NOON + timedelta(minutes=150)
        self.assertEqual(self.hotline._spot_at("4008000001", edge), spot)
        self.assertFalse(self.hotline._spot_at("4008000001", edge + timedelta(seconds=1)))

    def test_k1_many_calls_get_their_spots_in_few_queries(self):
        other = self.make_hotline(did="4008000002")
        mine = self.make_spot(NOON)
        theirs = self.make_spot(NOON, hotline_id=other.id)
        self.make_spot(NOON, hotline_id=False, channel_id=self.channel.id)
        at = NOON + timedelta(minutes=5)
        pairs = [("4008000001", at), ("4008000002", at), ("4009999999", at), ("", at)] * 50
        self.env.flush_all()
        self.env.invalidate_all()
        # Hotlines, their companies and the spots; not one more for each call.
        with self.assertQueryCount(5):
            found = self.env["tvshop.hotline"]._spots_at(pairs)
        none = mine.browse()
        self.assertEqual(
            [found[pair] for pair in pairs[:4]],
            [mine, theirs, none, none],
        )
        self.assertEqual(self.env["tvshop.hotline"]._spots_at([]), {})

    def test_k1_of_spots_that_ended_at_once_the_later_started_counts(self):
        self.make_spot(NOON, duration=60)
        later = self.make_spot(NOON + timedelta(minutes=30), duration=30)
        self.assertEqual(self.spot_at(70), later)

    def test_k1_spot_without_hotline_gets_no_calls(self):
        spot = self.make_spot(NOON, hotline_id=False, channel_id=self.channel.id)
        self.assertTrue(spot.end)
        self.assertFalse(self.spot_at(5))

    def test_k1_unknown_number_has_no_spot(self):
        self.make_spot(NOON)
        self.assertFalse(self.env["tvshop.hotline"]._spot_at("4009999999", NOON))

    def test_k1_spot_is_told_from_others_of_its_name_by_its_local_time(self):
        spot = self.make_spot(NOON, name="电饭锅")
        self.assertEqual(spot.with_context(tz="Asia/Shanghai").display_name, "电饭锅 03-02 20:00")
        self.assertEqual(spot.name, "电饭锅")

    def test_k1_spot_takes_the_channel_of_its_hotline(self):
        self.assertEqual(self.make_spot(NOON).channel_id, self.channel)

    def test_k1_spot_on_another_channel_than_its_hotline_is_refused(self):
        other = self.channel.copy({"code": "TV2"})
        with self.assertRaises(ValidationError):
            self.make_spot(NOON, channel_id=other.id)

    def test_k1_hotline_is_digits(self):
        for did in ("400-800", "四〇〇", "12", "1" * 16):
            with self.subTest(did=did), self.assertRaises(ValidationError):
                self.make_hotline(did=did)

    def test_k1_hotline_number_is_given_once(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_hotline()

    def test_k1_supervisor_plans_spots_and_agents_only_read_them(self):
        vals = {"name": "锅", "hotline_id": self.hotline.id, "start": NOON}
        spot = self.env["tvshop.spot"].with_user(self.supervisor).create(vals)
        self.assertTrue(spot.with_user(self.agent).read(["name"]))
        with self.assertRaises(AccessError):
            spot.with_user(self.agent).name = "x"

    def test_k1_spot_tells_its_orders_revenue_and_cost(self):
        spot = self.make_spot(NOON, cost=100)
        order = self.make_order(spot_id=spot.id)
        self.assertEqual(spot.order_count, 1)
        self.assertEqual(spot.revenue, order.amount_untaxed)
        order._transition("shipped")
        order._transition("returned")
        self.assertEqual(spot.revenue, 0)
