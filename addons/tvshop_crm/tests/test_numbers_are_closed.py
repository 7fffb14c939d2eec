from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TvshopCase

NUMBER, PREFIX = "13800138000", "+86138001"
HIDDEN = ("e164", "value")
PATHS = (
    ("res.partner", "contact_method_ids."),
    ("res.partner", "child_ids.contact_method_ids."),
    ("res.partner", "main_contact_id."),
    ("sale.order", "partner_id.contact_method_ids."),
    ("sale.order", "partner_shipping_id.contact_method_ids."),
    ("tvshop.contact.method", ""),
    ("tvshop.contact.method", "partner_id.contact_method_ids."),
)


@tagged("post_install", "-at_install")
class TestNumbersAreClosed(TvshopCase):
    """A thief with an agent's login and a client of his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.customer.contact_method_ids
        cls.env.flush_all()
        cls.env.invalidate_all()

    def thieves(self):
        return (self.agent, self.supervisor, self.service, self.warehouse, self.finance)

    def attempt(self, action):
        """What a thief gets out of it: a result, or the refusal."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with mute_logger("odoo.addons.base.models.ir_model"):
                return action()
        except (UserError, ValueError) as error:
            return error

    def closed(self, action):
        """Refused, or at least empty of the number."""
        self.assertNotIn(NUMBER, str(self.attempt(action)))

    def refused(self, action):
        self.assertIsInstance(self.attempt(action), (AccessError, ValueError))

    def test_a4_number_is_in_no_read(self):
        for user in self.thieves():
            method = self.method.with_user(user)
            partner = self.customer.with_user(user)
            spec = {"contact_method_ids": {"fields": {"value": {}, "e164": {}}}}
            with self.subTest(user=user.login):
                self.closed(lambda m=method: m.read())
                self.closed(lambda m=method: m.search_read([], []))
                self.closed(lambda m=method: m.web_search_read([], {"value": {}}))
                self.closed(lambda p=partner, s=spec: p.web_read(s))
                self.closed(lambda p=partner: p.export_data(["contact_method_ids/e164"]))
                self.closed(lambda m=method: m.web_save({"note": "x"}, {"e164": {}, "value": {}}))
                self.closed(lambda m=method: m.name_search(NUMBER))
                self.closed(lambda p=partner: p.read())
                self.closed(lambda p=partner: p.desktop_profile(p.id))

    def test_a4_number_answers_no_question(self):
        for model, path in PATHS:
            for name in HIDDEN:
                domain = [(f"{path}{name}", "like", PREFIX)]
                with self.subTest(model=model, path=f"{path}{name}"):
                    records = self.env[model].with_user(self.agent)
                    self.refused(lambda r=records, d=domain: r.search_count(d))
        records = self.env["res.partner"].with_user(self.agent)
        for operator in ("any", "any!"):
            inner = [("e164", "like", PREFIX)]
            domain = [("contact_method_ids", operator, inner)]
            with self.subTest(operator=operator):
                self.refused(lambda d=domain: records.search_count(d))

    def test_a4_number_sorts_and_groups_nothing(self):
        methods = self.env["tvshop.contact.method"].with_user(self.agent)
        for name in HIDDEN:
            with self.subTest(name=name):
                self.refused(lambda n=name: methods.search([], order=n))
                self.refused(lambda n=name: methods.formatted_read_group([], [n]))
                self.refused(
                    lambda n=name: methods.formatted_read_group([], [], [f"{n}:array_agg"])
                )
                self.refused(
                    lambda n=name: methods.formatted_read_group([], [], [f"{n}:count_distinct"])
                )
                self.refused(
                    lambda n=name: methods.formatted_read_group(
                        [], ["kind"], having=[(f"{n}:max", ">", "+86138")]
                    )
                )

    def test_a4_half_made_forms_tell_no_number(self):
        spec = {name: {} for name in ("kind", "masked", "entry", *HIDDEN)}
        method = self.method.with_user(self.agent)
        for values, names in (
            ({}, []),
            ({"kind": "landline"}, ["kind"]),
            ({"kind": "messenger", "value": False}, ["kind", "value"]),
        ):
            with self.subTest(values=values):
                self.closed(lambda v=values, n=names: method.onchange(v, n, spec))
        partner = self.customer.with_user(self.agent)
        lines = {"contact_method_ids": {"fields": spec}}
        command = [(1, self.method.id, {"kind": "landline"})]
        self.closed(
            lambda: partner.onchange({"contact_method_ids": command}, ["contact_method_ids"], lines)
        )

    def test_a4_error_tells_no_number(self):
        wechat = self.make_contact(self.customer, "wx_secret_name", kind="messenger")
        with self.assertRaises(Exception) as caught:
            wechat.with_user(self.agent).kind = "mobile"
        self.assertNotIn("wx_secret", str(caught.exception))

    def test_a4_change_of_kind_unmasks_nothing(self):
        method = self.method.with_user(self.agent)
        for kind in ("landline", "fax"):
            method.write({"is_main": False, "kind": kind})
            self.assertNotIn(NUMBER, str(method.read()))

    def test_a4_number_of_a_receiver_is_masked_too(self):
        vals = {"name": "收货人", "parent_id": self.customer.id, "type": "delivery"}
        receiver = self.env["res.partner"].with_user(self.agent).create(vals | {"phone": NUMBER})
        self.assertFalse(receiver.phone)
        self.assertEqual(receiver.contact_method_ids.masked, "138****8000")
        receiver.phone = "13911112222"
        self.assertFalse(receiver.phone)

    def test_a4_number_of_who_becomes_a_customer_is_masked(self):
        partner = self.env["res.partner"].create({"name": "李雷", "phone": "13911112222"})
        partner.is_tvshop_customer = True
        self.assertFalse(partner.phone)
        self.assertEqual(partner.contact_method_ids.masked, "139****2222")

    def test_a4_template_writes_no_number(self):
        for expression in ("object.contact_method_ids.value", "object.contact_method_ids.e164"):
            template = f"{{{{ {expression} }}}}"
            self.closed(
                lambda t=template: (
                    self.env["mail.render.mixin"]
                    .with_user(self.agent)
                    ._render_template(t, "res.partner", self.customer.ids, "inline_template")
                )
            )
