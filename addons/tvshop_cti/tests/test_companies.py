from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CtiCase

# What all companies have in common, or what nobody reads.
SHARED = {
    "tvshop.dial.rule": "which numbers may be dialled, for all",
    "tvshop.grade": "prices and priorities are the group's",
    "tvshop.grade.scheme": "what a grade takes is the group's",
    "tvshop.grade.scheme.line": "what a grade takes is the group's",
    "tvshop.media.channel": "one broadcaster for all",
    "tvshop.pause.reason": "words only",
    "tvshop.opening.hours": "times only",
    "tvshop.opening.hours.line": "times only",
    "tvshop.prompt": "what callers hear anyway",
    "tvshop.order.event": "read on the order, by its rights",
    "tvshop.cel": "for managers of the system",
    "tvshop.number.lookup": "read by nobody",
}


@tagged("post_install", "-at_install")
class TestCompanies(CtiCase):
    """Two companies in one database, each with its floor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.env["res.company"].create({"name": "Elsewhere"})
        values = {
            "company_id": cls.there.id,
            "company_ids": [Command.set(cls.there.ids)],
        }
        cls.strangers = [
            new_test_user(
                cls.env, f"there_{group}", f"base.group_user,tvshop_crm.group_{group}", **values
            )
            for group in ("supervisor", "manager")
        ]

    def test_m1_company_sees_its_own_floor_only(self):
        call = self.hang_up()
        self.desk().desk_set_state("signed_out")
        self.desk().desk_open_phone("s" * 24)
        menu = self.env["tvshop.menu"].create({"name": "Main", "pbx_id": self.pbx.id})
        step = self.env["tvshop.menu.node"].create({"name": "Hello", "menu_id": menu.id})
        records = (
            menu,
            step,
            call,
            call.leg_ids,
            self.pbx,
            self.queue,
            self.hotline,
            self.spot,
            self.agent,
            self.agent.skill_ids,
            self.agent.log_ids,
            self.env["tvshop.outbox"].search([("agent_id", "=", self.agent.id)]),
        )
        for record in records:
            self.assertTrue(record)
            self.assertTrue(record.with_user(self.manager).has_access("read"))
            for stranger in self.strangers:
                with self.subTest(model=record._name, user=stranger.login):
                    theirs = record.with_user(stranger)
                    if theirs.browse().has_access("read"):
                        self.assertFalse(theirs.search([("id", "in", record.ids)]))
                    with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                        theirs.read(["display_name"])

    def test_m1_supervisor_of_another_company_signs_nobody_out(self):
        self.agent._set_state("ready")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
            self.agent.with_user(self.strangers[0]).action_sign_out()
        self.assertEqual(self.agent.state, "ready")

    def test_m1_company_makes_its_menus_for_its_own_telephone_system(self):
        menu = self.env["tvshop.menu"].with_user(self.strangers[0])
        self.assertFalse(menu.default_get(["pbx_id"]).get("pbx_id"))
        pbx = self.pbx.copy({"system_name": "pbxthere", "company_id": self.there.id})
        self.assertEqual(menu.create({"name": "Main"}).sudo().pbx_id, pbx)

    def test_m1_every_model_of_the_suite_keeps_companies_apart_or_says_why_not(self):
        rules = self.env["ir.rule"].search([("groups", "=", False)])
        apart = {rule.model_id.model for rule in rules if "compan" in (rule.domain_force or "")}
        models = {
            name
            for name, model in self.registry.items()
            if model._original_module in ("tvshop_crm", "tvshop_cti")
            and name.startswith("tvshop.")
            and model._auto
            and not model._transient
            and not model._abstract
        }
        self.assertFalse(models - apart - SHARED.keys())
