from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CtiCase


class MenuCase(CtiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prompt = cls.env["tvshop.prompt"].create({"name": "菜单", "text": "订购请按一。"})
        cls.menu = cls.env["tvshop.menu"].create({"name": "主菜单", "pbx_id": cls.pbx.id})
        cls.ask = cls.step("菜单", kind="keys", prompt_id=cls.prompt.id)
        cls.order = cls.step("订购", cls.ask, branch="1", kind="queue", queue_id=cls.queue.id)
        cls.operator = cls.step("人工", cls.ask, branch="default", kind="callback")

    @classmethod
    def step(cls, name, parent=None, **values):
        return cls.env["tvshop.menu.node"].create(
            {
                "name": name,
                "menu_id": cls.menu.id,
                "parent_id": parent and parent.id,
                **values,
            }
        )

    def store(self):
        self.env.flush_all()
        return self.gateway.desired_config()

    def menu_keys(self):
        start = f"menu/{self.menu.id}/"
        return {
            key.removeprefix(start): value for key, value in self.store().items() if start in key
        }

    def is_woken(self):
        return "config" in self.env.cr.precommit.data.pop("tvshop_cti.topics", ())


@tagged("post_install", "-at_install")
class TestMenu(MenuCase):
    def test_l5_menu_reaches_the_pbx_when_it_is_put_in_service(self):
        self.assertFalse(self.menu_keys())
        self.is_woken()
        self.menu.action_serve()
        self.assertTrue(self.is_woken())
        keys = self.menu_keys()
        self.assertEqual(keys["version"], "1")
        self.assertEqual(keys["1/start"], str(self.ask.id))
        self.assertEqual(keys[f"1/{self.ask.id}/to/1"], str(self.order.id))
        self.assertEqual(keys[f"1/{self.order.id}/queue"], "sales")
        self.assertEqual(self.store()[f"prompt/{self.prompt.id}"], self.prompt.digest)

    def test_l5_edits_reach_callers_only_when_put_in_service_and_callers_inside_stay(self):
        self.menu.action_serve()
        before = self.menu_keys()
        self.is_woken()
        self.step("回电", self.ask, branch="2", kind="callback")
        self.assertTrue(self.menu.has_changes)
        self.assertEqual(self.menu_keys(), before)
        self.assertFalse(self.is_woken())
        self.menu.action_serve()
        keys = self.menu_keys()
        self.assertEqual(keys["version"], "2")
        self.assertIn(f"2/{self.ask.id}/to/2", keys)
        old = {key: value for key, value in before.items() if key != "version"}
        self.assertEqual(old, {key: keys[key] for key in old}, "the version before is still there")
        self.assertFalse(self.menu.has_changes)

    def test_l5_version_comes_after_what_it_points_at(self):
        self.menu.action_serve()
        self.hotline.menu_id = self.menu
        order = list(self.store())
        start = order.index(f"menu/{self.menu.id}/1/start")
        version = order.index(f"menu/{self.menu.id}/version")
        self.assertLess(start, version)
        self.assertLess(version, order.index(f"hotline/{self.hotline.did}/menu"))

    def test_l5_serving_twice_is_one_version(self):
        self.menu.action_serve()
        self.menu.action_serve()
        self.assertEqual(self.menu.served["version"], 1)

    def test_l5_what_is_missing_is_said_in_words(self):
        self.operator.unlink()
        second = self.step("售后", self.ask, branch="1", kind="goto", target_id=self.ask.id)
        problems = self.menu.problems.splitlines()
        self.assertEqual(
            problems,
            [
                "Say where callers of “菜单” go who press nothing.",
                "Key 1 is given twice in “菜单”.",
            ],
        )
        with self.assertRaisesRegex(UserError, "Key 1 is given twice"):
            self.menu.action_serve()
        second.branch = "default"
        self.assertIn("goes round in circles", self.menu.problems)

    def test_l5_empty_menu_can_not_be_put_in_service(self):
        self.menu.node_ids.unlink()
        with self.assertRaisesRegex(UserError, "first step"):
            self.menu.action_serve()

    def test_l5_hours_of_a_menu_are_told_to_the_pbx(self):
        hours = self.env["tvshop.opening.hours"].create(
            {"name": "白天", "line_ids": [(0, 0, {"hour_from": 9, "hour_to": 21})]}
        )
        self.operator.write({"kind": "hours", "hours_id": hours.id})
        self.step("上班", self.operator, branch="open", kind="queue", queue_id=self.queue.id)
        self.step("下班", self.operator, branch="closed", kind="hangup")
        self.menu.action_serve()
        self.assertIn(f"hours/hours{hours.id}/1", self.store())

    def test_l5_hotline_wants_a_menu_in_service_and_a_queue_to_fall_back_on(self):
        with self.assertRaisesRegex(ValidationError, "in service first"):
            self.hotline.menu_id = self.menu
        self.menu.action_serve()
        self.hotline.menu_id = self.menu
        with self.assertRaisesRegex(ValidationError, "queue too"):
            self.hotline.queue_id = False
        with self.assertRaisesRegex(ValidationError, "still use"):
            self.menu.active = False

    def test_l5_new_step_takes_the_first_free_key(self):
        action = self.ask.action_add_step()
        form = Form(self.env["tvshop.menu.node"].with_context(**action["context"]))
        self.assertEqual((form.parent_id, form.branch), (self.ask, "2"))
        form.name, form.kind = "回电", "callback"
        self.assertEqual(form.save().menu_id, self.menu)
        self.assertEqual(
            self.menu._ordered().mapped("outline"),
            ["菜单", "\u3000\u3000[1] 订购", "\u3000\u3000[2] 回电", "\u3000\u3000人工"],
        )

    def test_l5_script_reads_as_callers_hear_it(self):
        self.assertEqual(
            self.menu.script.splitlines(),
            [
                "菜单 (Choice by key)",
                "    “订购请按一。”",
                "    Key 1 → 订购 (Queue · Sales)",
                "    No key, or a wrong one → 人工 (Call-back)",
            ],
        )

    def test_l5_copy_is_a_draft_of_its_own(self):
        self.step("重听", self.ask, branch="star", kind="goto", target_id=self.ask.id)
        self.menu.action_serve()
        copy = self.menu.copy()
        self.assertFalse(copy.served or copy.problems)
        self.assertEqual(copy._ordered().mapped("outline"), self.menu._ordered().mapped("outline"))
        self.assertFalse(copy.node_ids & self.menu.node_ids)
        self.assertEqual(copy.node_ids.target_id, copy._ordered()[0])

    def test_l5_step_stays_in_its_menu(self):
        other = self.menu.copy()
        with self.assertRaisesRegex(ValidationError, "another menu"):
            self.step("错", other.node_ids[0], kind="hangup")
        with self.assertRaises(UserError):
            self.ask.parent_id = self.ask

    def test_l5_way_of_the_caller_is_on_the_call_and_in_the_pop(self):
        marks = tuple(Mark("menu", str(n.id), self.t0) for n in (self.ask, self.order))
        for _twice in range(2):
            call = self.save(self.call(legs=[self.leg()], marks=marks))
        self.assertEqual(call.menu_path, "[1] 订购")
        pop = self.desk().desk_state()["call"]
        self.assertEqual(pop["menu_path"], "[1] 订购")

    def test_l5_way_survives_the_step(self):
        marks = tuple(Mark("menu", str(n.id), self.t0) for n in (self.ask, self.order))
        call = self.save(self.call(marks=marks))
        self.order.unlink()
        self.save(self.call(marks=marks, end=9, outcome="menu"))
        self.assertEqual((call.menu_path, call.outcome), ("[1] 订购", "menu"))

    def test_l5_ways_of_a_batch_cost_one_look_up(self):
        def calls(start):
            marks = tuple(Mark("menu", str(n.id), self.t0) for n in (self.ask, self.order))
            return [self.call(f"pbxtest-{start + n}.1", marks=marks) for n in range(50)]

        self.save(*calls(0))
        records = self.env["tvshop.call"].search([("linkedid", "like", "pbxtest-%")])
        triples = [(call, str(self.order.id), self.now) for call in records]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.env["tvshop.call"]._mark_menu(triples)

    def test_l5_supervisor_edits_and_agent_is_refused(self):
        menu = self.menu.with_user(self.supervisor)
        menu.node_ids[0].name = "欢迎"
        menu.action_serve()
        self.assertEqual(menu.served["version"], 1)
        for model in ("tvshop.menu", "tvshop.menu.node", "tvshop.prompt"):
            records = self.env[model].with_user(self.user)
            with self.subTest(model=model), self.assertRaises(AccessError):
                records.search([])
        with self.assertRaises(AccessError):
            self.menu.with_user(self.user).action_serve()


@tagged("post_install", "-at_install")
class TestOffer(MenuCase):
    def offer(self):
        return {key: value for key, value in self.store().items() if key.startswith("offer/")}

    def test_e5_queue_offers_nothing_unless_told_to(self):
        self.assertFalse(self.offer())

    def test_e5_offer_is_told_to_the_pbx(self):
        self.is_woken()
        self.queue.write({"offer_after": 45, "offer_waiting": 5, "offer_prompt_id": self.prompt.id})
        self.assertTrue(self.is_woken())
        self.assertEqual(
            self.offer(),
            {
                "offer/sales/after": "45",
                "offer/sales/every": "60",
                "offer/sales/waiting": "5",
                "offer/sales/prompt": str(self.prompt.id),
            },
        )

    def test_e5_offer_keeps_sensible_times(self):
        for values in ({"offer_after": -1}, {"offer_every": 5}, {"offer_waiting": -3}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.queue.write(values)

    def test_e5_offer_is_the_managers_to_make(self):
        with self.assertRaises(AccessError):
            self.queue.with_user(self.supervisor).offer_after = 30
        self.queue.with_user(self.manager).offer_after = 30
        self.assertEqual(self.offer()["offer/sales/after"], "30")
