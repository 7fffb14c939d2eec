from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import format_date

from .common import NOON, DialerCase

WORDS = "您好{{customer ||| 尊敬的客户}}，我是{{坐席}}。"


class ScriptCase(DialerCase):
    """A published script for the hotline, with two branches, an objection and a question."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tvshop.script"].search([]).active = False
        cls.script = cls.env["tvshop.script"].create(
            {"name": "锅具", "hotline_ids": [(4, cls.hotline.id)]}
        )
        cls.version = cls.make_version()
        cls.version.action_publish()

    @classmethod
    def make_version(cls, script=None):
        version = cls.env["tvshop.script.version"].create({"script_id": (script or cls.script).id})
        step = cls.make_step
        close = step(version, "成交", "close", "好的，马上给您安排。")
        bye = step(version, "告别", "close", "打扰您了，再见。")
        product = step(version, "介绍", "product", "这款锅不用油。", 要=close, 不要=bye)
        step(version, "开场", "opening", WORDS, 方便=product, 不方便=bye)
        step(version, "太贵", "objection", "每天不到一块钱。", 接受=None, 挂断=bye)
        step(version, "保修", "faq", "保修一年。")
        return version

    @classmethod
    def make_step(cls, version, name, kind, text="", **answers):
        return cls.env["tvshop.script.step"].create(
            {
                "version_id": version.id,
                "name": name,
                "kind": kind,
                "text": text,
                "answer_ids": [
                    (0, 0, {"name": key, "next_step_id": following and following.id})
                    for key, following in answers.items()
                ],
            }
        )

    def step(self, name, version=None):
        steps = (version or self.version).step_ids
        return steps.filtered(lambda step: step.name == name)

    def shown(self, call, user=None):
        return self.desk(user).desk_script(call.id)

    def say(self, call, name, screen=None):
        screen = screen or self.shown(call)
        (answer,) = (one["id"] for one in screen["step"]["answers"] if one["name"] == name)
        return self.desk().desk_script_answer(call.id, screen["visit_id"], answer)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestScript(ScriptCase):
    def test_d5_agent_is_shown_the_words_with_the_customer_s_data(self):
        self.make_customer("王小明")
        call = self.talk()
        step = self.shown(call)["step"]
        self.assertEqual(step["text"], "您好王小明，我是cti_agent。")
        self.assertEqual([one["name"] for one in step["answers"]], ["方便", "不方便"])

    def test_d5_words_know_grade_stage_city_last_order_and_the_customer_s_own_price(self):
        pan = self.env["product.product"].create({"name": "不粘锅", "list_price": 199})
        dear = self.env["product.pricelist"].create(
            {
                "name": "金卡价",
                "currency_id": self.pbx.company_id.currency_id.id,
                "item_ids": [(0, 0, {"compute_price": "fixed", "fixed_price": 168})],
            }
        )
        grade = self.env["tvshop.grade"].create({"name": "金卡", "pricelist_id": dear.id})
        customer = self.make_customer(grade_id=grade.id, city="深圳市", lifecycle_stage="intent")
        order = self.env["sale.order"].create(
            {"partner_id": customer.id, "order_line": [(0, 0, {"product_id": pan.id})]}
        )
        order.action_confirm()
        order.date_order = "2026-11-20 03:00:00"
        customer.lifecycle_stage = "closed"
        self.script.product_ids = pan
        draft = self.make_version()
        words = "{{等级}} {{阶段}} {{城市}} {{订单}} {{订单商品}} {{订单日期}} {{价格}}"
        self.step("开场", draft).text = words
        draft.action_publish()
        text = self.shown(self.talk())["step"]["text"]
        price = order.company_id.currency_id.format(168)
        day = format_date(self.desk().env, date(2026, 11, 20))
        self.assertEqual(text, f"金卡 Buyer 深圳市 {order.name} 不粘锅 {day} {price}")

    def test_d5_unknown_customer_gets_the_words_after_the_bars(self):
        self.assertTrue(self.shown(self.talk())["step"]["text"].startswith("您好尊敬的客户"))

    def test_d5_answers_lead_to_the_end_and_stay_on_record(self):
        call = self.talk()
        self.assertEqual(self.say(call, "方便")["step"]["name"], "介绍")
        screen = self.say(call, "要")
        self.assertTrue(screen["is_finished"])
        self.assertEqual(screen["step"]["name"], "成交")
        self.assertEqual(
            screen["path"], [{"step": "开场", "answer": "方便"}, {"step": "介绍", "answer": "要"}]
        )
        self.assertEqual(self.shown(call), screen, "a reload loses nothing")

    def test_d5_same_answer_twice_counts_once(self):
        call = self.talk()
        screen = self.shown(call)
        first = self.say(call, "方便", screen)
        self.assertEqual(self.say(call, "方便", screen), first)
        self.assertEqual(self.say(call, "不方便", screen), first, "it came too late")

    def test_d5_objection_interrupts_and_the_talk_comes_back(self):
        call = self.talk()
        self.say(call, "方便")
        desk = self.desk()
        self.assertEqual(
            desk.desk_script_open(call.id, self.step("太贵").id)["step"]["name"], "太贵"
        )
        desk.desk_script_open(call.id, self.step("太贵").id)  # twice
        screen = desk.desk_script_open(call.id, self.step("保修").id)
        self.assertEqual(screen["step"]["name"], "保修")
        screen = desk.desk_script_answer(call.id, screen["visit_id"], False)
        self.assertEqual(screen["step"]["name"], "太贵")
        self.assertEqual(self.say(call, "接受")["step"]["name"], "介绍")

    def test_d5_objection_can_end_the_talk(self):
        call = self.talk()
        self.shown(call)
        self.desk().desk_script_open(call.id, self.step("太贵").id)
        screen = self.say(call, "挂断")
        self.assertEqual((screen["step"]["name"], screen["is_finished"]), ("告别", True))

    def test_d5_going_back_takes_back_what_was_done_last(self):
        call = self.talk()
        self.say(call, "方便")
        self.say(call, "不要")
        desk = self.desk()
        screen = desk.desk_script_back(call.id)
        self.assertEqual((screen["step"]["name"], screen["is_finished"]), ("介绍", False))
        desk.desk_script_open(call.id, self.step("太贵").id)
        self.assertEqual(desk.desk_script_back(call.id)["step"]["name"], "介绍")
        self.assertEqual(desk.desk_script_back(call.id)["step"]["name"], "开场")
        screen = desk.desk_script_back(call.id)
        self.assertEqual(screen["step"]["name"], "开场", "nothing lies before the beginning")
        self.assertFalse(screen["can_go_back"])
        self.assertEqual(self.say(call, "方便")["path"], [{"step": "开场", "answer": "方便"}])

    def test_d5_going_back_after_an_objection_comes_to_what_was_answered_last(self):
        call = self.talk()
        self.say(call, "方便")
        desk = self.desk()
        desk.desk_script_open(call.id, self.step("太贵").id)
        self.say(call, "接受")
        self.say(call, "不要")
        for step in ("介绍", "太贵", "介绍", "开场"):
            self.assertEqual(desk.desk_script_back(call.id)["step"]["name"], step)

    def test_d5_only_the_steps_that_a_key_reaches_can_be_opened(self):
        call = self.talk()
        self.shown(call)
        for step in (self.step("成交"), self.make_version().step_ids[-1]):
            with self.assertRaises(UserError):
                self.desk().desk_script_open(call.id, step.id)

    def test_d5_answer_of_another_step_is_refused(self):
        call = self.talk()
        screen = self.shown(call)
        with self.assertRaises(UserError):
            self.desk().desk_script_answer(
                call.id, screen["visit_id"], self.step("介绍").answer_ids[0].id
            )
        with self.assertRaises(UserError):
            self.desk().desk_script_answer(call.id, screen["visit_id"], False)

    def test_d5_script_of_another_s_call_is_refused(self):
        call = self.talk()
        self.shown(call)
        for ask in ("desk_script", "desk_script_back"):
            with self.assertRaises(AccessError):
                getattr(self.desk(self.other_user), ask)(call.id)

    def test_d5_campaign_s_script_is_shown_in_its_calls(self):
        self.customer()
        self.fill()
        attempt = self.claim()
        leg = self.leg(ring=8, answer=9)
        call = self.follow(attempt, legs=[leg], reached_at=self.t0 + 8)
        self.assertFalse(self.shown(call), "this script is for a hotline")
        other = self.env["tvshop.script"].create(
            {"name": "外呼", "campaign_ids": [(4, self.campaign.id)]}
        )
        version = self.make_version(other)
        version.action_publish()
        self.assertEqual(self.shown(call)["name"], "外呼 v1")

    def test_d5_script_of_a_stage_is_shown_to_customers_of_it_only(self):
        lost = self.script.copy(
            {"name": "挽回", "partner_domain": "[('lifecycle_stage', 'in', ['lost', 'target'])]"}
        )
        self.make_version(lost).action_publish()
        customer, call = self.make_customer(), self.talk()
        for stage, script in (("lost", lost), ("intent", self.script), ("target", lost)):
            customer.lifecycle_stage = stage
            self.assertEqual(self.script._for_call(call, customer), script)
        self.assertEqual(self.script._for_call(call, customer.browse()), self.script)
        self.assertEqual(self.shown(call)["name"], "挽回 v1")
        with self.assertRaisesRegex(ValidationError, "挽回"):
            lost.partner_domain = "[('no_such_field', '=', 1)]"

    def test_d5_what_the_customer_wants_is_kept_in_words(self):
        call = self.talk()
        screen = self.shown(call)
        (answer, *_others) = screen["step"]["answers"]
        desk = self.desk()
        desk.desk_script_answer(
            call.id, screen["visit_id"], answer["id"], " 想要 大号\n红色 " + "锅" * 300
        )
        self.env.flush_all()
        (row,) = self.env["tvshop.script.report"].search([("note", "!=", False)])
        self.assertTrue(row.note.startswith("想要 大号 红色 锅"))
        self.assertEqual((row.answer_id.name, len(row.note)), (answer["name"], 200))
        self.assertEqual(desk.desk_script_back(call.id)["note"], row.note, "it can be changed")

    def test_d5_agents_read_scripts_and_edit_none(self):
        draft = self.make_version()
        for record, vals in (
            (self.script, {"name": "x"}),
            (draft, {"note": "x"}),
            (self.step("开场", draft), {"text": "x"}),
            (self.step("开场", draft).answer_ids[0], {"name": "x"}),
        ):
            own = record.with_user(self.user)
            self.assertTrue(own.read(["display_name"]))
            with self.assertRaises(AccessError):
                own.write(vals)
        for model in ("tvshop.script.run", "tvshop.script.visit"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user).search([])

    def test_d5_published_version_is_never_changed(self):
        supervisor = self.version.with_user(self.supervisor)
        for change in (
            lambda: supervisor.step_ids[0].write({"text": "x"}),
            lambda: supervisor.step_ids.answer_ids.unlink(),
            lambda: supervisor.step_ids[0].unlink(),
            lambda: supervisor.step_ids.create({"version_id": supervisor.id, "name": "x"}),
            lambda: supervisor.unlink(),
            lambda: supervisor.write({"step_ids": [(5,)]}),
            lambda: supervisor.write({"state": "draft"}),
            lambda: supervisor.write({"script_id": self.script.copy().id}),
        ):
            with self.assertRaises(UserError):
                change()
        draft = self.env["tvshop.script.version"].browse(
            self.script.with_user(self.supervisor).action_new_version()["res_id"]
        )
        self.assertEqual((draft.number, draft.state), (2, "draft"))
        self.assertEqual(draft.step_ids.mapped("name"), self.version.step_ids.mapped("name"))
        following = draft.step_ids.answer_ids.next_step_id
        self.assertTrue(following)
        self.assertEqual(following.version_id, draft, "answers lead to the draft's own steps")
        with self.assertRaises(UserError):
            draft.step_ids[0].with_user(self.supervisor).version_id = self.version
        draft.with_user(self.supervisor).step_ids[0].text = "新话术"
        draft.with_user(self.supervisor).action_publish()
        self.assertEqual(self.version.state, "retired")

    def test_d5_calls_keep_the_version_they_used(self):
        call = self.talk()
        self.shown(call)
        self.script.action_new_version()
        self.script.version_ids[0].action_publish()
        self.assertEqual(self.shown(call)["name"], "锅具 v1")

    def test_d5_field_that_is_not_known_is_told_while_editing(self):
        draft = self.make_version()
        with self.assertRaisesRegex(ValidationError, "开场.*full_number"):
            draft.step_ids.filtered(lambda one: one.kind == "opening").text = "{{full_number}}"

    def test_d5_what_is_wrong_with_a_script_is_told_when_it_is_published(self):
        draft = self.make_version()
        self.make_step(draft, "孤岛", "product", "")
        with self.assertRaisesRegex(ValidationError, "孤岛"):
            draft.with_user(self.supervisor).action_publish()
        self.assertIn("孤岛", draft.problem_text)

    def test_d5_conditions_on_the_customer_and_on_answers_choose_what_is_offered(self):
        draft = self.make_version()
        product, opening = self.step("介绍", draft), self.step("开场", draft)
        product.answer_ids[0].partner_domain = "[('name', '=', '老张')]"
        product.answer_ids.create(
            {
                "step_id": product.id,
                "name": "再问",
                "after_ids": [(4, opening.answer_ids[0].id)],
            }
        )
        product.answer_ids.create(
            {
                "step_id": product.id,
                "name": "改天",
                "after_ids": [(4, opening.answer_ids[1].id)],
            }
        )
        draft.action_publish()
        self.make_customer("王小明")
        call = self.talk()
        names = [one["name"] for one in self.say(call, "方便")["step"]["answers"]]
        self.assertEqual(names, ["不要", "再问"])
