from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from .common import MOBILE, OTHER_MOBILE
from .test_callback import CallbackCase

NUMBERS = (MOBILE, OTHER_MOBILE)
GIVE_UP, TALK, TRY, BUSY = "give up", "talk", "answered try", "failed try"
# What happens, to whom, and when: every moment has one event. Some are told again.
EVENTS = st.lists(
    st.tuples(st.sampled_from([GIVE_UP, TALK, TRY, BUSY]), st.sampled_from([0, 1])), max_size=7
)


@tagged("post_install", "-at_install")
class TestCallbackProperty(CallbackCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(EVENTS, st.randoms(use_true_random=False))
    def test_e5_any_order_leaves_one_open_row_and_none_after_a_talk(self, events, random):
        self.env["tvshop.call"].search([("pbx_id", "=", self.pbx.id)]).unlink()
        self.env["tvshop.callback"].search([]).unlink()
        calls = [self.fold(*event, place) for place, event in enumerate(events)]
        told = calls + random.choices(calls, k=3) if calls else []
        random.shuffle(told)
        while told:
            batch, told = told[:2], told[2:]
            self.env["tvshop.call"]._record(self.pbx, batch)
            self.check_one_open()
        for which in (0, 1):
            self.check_end(which, events)

    def fold(self, kind, which, place):
        number, at = NUMBERS[which], place * 40
        if kind == GIVE_UP:
            return self.folded_give_up(number, at=at, linkedid=f"pbxtest-1.{place}")
        is_out, is_answered = kind in (TRY, BUSY), kind != BUSY
        answer = at + 5 if is_answered else None
        return self.call(
            f"pbxtest-1.{place}", start=at, end=at + 20,
            legs=[self.leg(ring=at, answer=at + 1 if is_out else answer, end=at + 20)],
            answered_at=answer and self.t0 + answer, outcome="answered" if answer else "busy",
            direction="out" if is_out else "in", did="" if is_out else self.hotline.did,
            caller_raw="" if is_out else number, callee_raw=number if is_out else "",
        )  # fmt: skip

    def check_one_open(self):
        open_rows = self.callbacks().filtered(lambda one: one.state in ("open", "given"))
        self.assertEqual(len(open_rows), len(set(open_rows.mapped("e164"))))
        self.assertLessEqual(len(open_rows), len(NUMBERS))

    def check_end(self, which, events):
        """The last of giving up and talking decides, whatever was told first or twice."""
        kinds = [kind for kind, whom in events if whom == which]
        ends = [kind for kind in kinds if kind != BUSY]
        rows = self.callbacks().filtered(lambda one: one.e164 == f"+86{NUMBERS[which]}")
        unfinished = rows.filtered(lambda one: one.state in ("open", "given"))
        if not ends or ends[-1] != GIVE_UP:
            self.assertFalse(unfinished)
        elif kinds[kinds.index(GIVE_UP) :].count(BUSY) < 3:
            self.assertEqual(len(unfinished), 1)
            self.assertEqual(unfinished.state, "open")
