from odoo.tests import tagged

from ..pinyin import division_keys, initials
from .common import TvshopCase


@tagged("post_install", "-at_install")
class TestCompletion(TvshopCase):
    def found(self, term, **options):
        cities = self.env["res.city"].with_user(self.agent)
        return [row["name"] for row in cities.desktop_complete(term, **options)]

    def test_e1_division_is_found_by_name_and_by_initials(self):
        for term in (
            "南山区",
            "深圳市南山",
            "广东 南山",
            "szns",
            "gdszns",
            "SZNSQ",
            "sznsq",
            "gdssznsq",
        ):
            with self.subTest(term=term):
                self.assertIn("深圳市南山区", self.found(term))

    def test_e1_division_row_has_all_of_the_address(self):
        row = self.env["res.city"].desktop_complete("szns")[0]
        self.assertEqual(row["full"], "广东省 深圳市南山区")
        self.assertEqual(row["state_id"], self.nanshan.state_id.id)
        self.assertEqual(row["zip"], "518000")

    def test_e1_division_is_looked_for_in_a_province(self):
        beijing = self.env.ref("base.state_cn_BJ")
        self.assertEqual(self.found("朝阳", state_id=beijing.id), ["朝阳区"])

    def test_e1_what_matches_no_division_gives_none(self):
        for term in ("火星基地", "xqvz", "", "  ", "%", "_"):
            with self.subTest(term=term):
                self.assertEqual(self.found(term), [])

    def test_e1_initials_are_those_of_the_syllables(self):
        self.assertEqual(initials("智能电饭锅 4L"), "zndfg4l")
        self.assertEqual(initials("重庆"), "cq")
        self.assertEqual(initials(""), "")

    def test_e1_division_keys_skip_what_people_skip(self):
        keys = division_keys("北京市", "朝阳区").split()
        self.assertEqual(keys, ["bjscyq", "bjscy", "bjcyq", "bjcy", "cyq", "cy"])
