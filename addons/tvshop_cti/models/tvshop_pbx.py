import os
from datetime import timedelta

from odoo import api, fields, models

# The bridge says every ten seconds that it is there.
SILENCE = timedelta(seconds=25)


def environment_addresses(environ=os.environ):
    """Where the company that this process belongs to has its Asterisk, as a record's values."""
    vals = {}
    if sip := environ.get("TVSHOP_PBX_SIP"):
        vals["sip_domain"] = sip.rpartition(":")[0]
    if web := environ.get("TVSHOP_PBX_WS"):
        vals["ws_url"] = f"ws://{web}/ws"
    if manager := environ.get("TVSHOP_PBX_AMI"):
        host, _colon, port = manager.rpartition(":")
        vals |= {"ami_host": host, "ami_port": int(port)}
    return vals


class TvshopPbx(models.Model):
    _name = "tvshop.pbx"
    _description = "Telephone System"
    _inherit = ["tvshop.bridge.mixin"]
    _pbx_fields = frozenset({"system_name", "active", "outbound_number"})

    name = fields.Char(required=True)
    system_name = fields.Char(
        required=True, help="systemname in asterisk.conf; it begins every channel's identifier."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    ws_url = fields.Char("Softphone Address", required=True, help="ws:// or wss://, with the path.")
    sip_domain = fields.Char("SIP Domain", required=True)
    ami_host = fields.Char("Manager Host", required=True, default="127.0.0.1")
    ami_port = fields.Integer("Manager Port", required=True, default=5038)
    ami_user = fields.Char("Manager User", required=True, default="tvshop")
    follows_environment = fields.Boolean(
        "Addresses From the Environment",
        help="The bridge sets the addresses to those that the company is started with.",
    )
    outbound_number = fields.Char(
        help="Shown to customers whom agents call. Empty: the default of the dialplan.",
    )
    queue_ids = fields.One2many("tvshop.queue", "pbx_id")
    hotline_ids = fields.One2many("tvshop.hotline", "pbx_id")
    agent_ids = fields.One2many("tvshop.agent", "pbx_id")
    is_connected = fields.Boolean("Connected", readonly=True)
    last_seen = fields.Datetime(readonly=True)
    connection_detail = fields.Char("Connection", readonly=True)
    cel_position = fields.Char(
        readonly=True, groups="base.group_system", help="How far the PBX's own record was read."
    )

    _system_name_uniq = models.Constraint(
        "UNIQUE (system_name)", "Another telephone system has this system name."
    )
    _ami_port_valid = models.Constraint(
        "CHECK (ami_port BETWEEN 1 AND 65535)", "A port lies between 1 and 65535."
    )

    _outbound_number_valid = models.Constraint(
        "CHECK (outbound_number ~ '^[0-9]{3,15}$')",
        "The number shown to customers has 3 to 15 digits and nothing else.",
    )

    @api.model
    def _apply_environment(self):
        """A company restored from a copy may have moved to other ports."""
        vals = environment_addresses()
        for pbx in self.search([("follows_environment", "=", True)]):
            news = {name: value for name, value in vals.items() if pbx[name] != value}
            if news:
                pbx.write(news)

    @api.model
    def _of_company(self):
        """The company's telephone system, for those too who may not read its settings."""
        # sudo: tvshop.pbx – which one there is, for those who make agents, hotlines and menus
        return self.sudo().search([("company_id", "=", self.env.company.id)], limit=1)

    def _is_reachable(self):
        """Whether the bridge speaks with this PBX now; one that has died tells nobody."""
        self.ensure_one()
        silent_since = fields.Datetime.now() - SILENCE
        return bool(self.is_connected and self.last_seen and self.last_seen >= silent_since)

    def _taken_extensions(self, excluding):
        """Extensions given out here, archived agents' too: their calls keep them."""
        # sudo: tvshop.agent – a number is taken whoever may see its owner
        agents = self.env["tvshop.agent"].sudo().with_context(active_test=False)
        domain = [("pbx_id", "in", self.ids), ("id", "not in", excluding.ids)]
        return set(agents.search(domain).mapped("extension"))

    def _prepare_store(self):
        """What the dialplan reads from the PBX's own store: {"family/key": value}."""
        self.ensure_one()
        store = {"trunk/cli": self.outbound_number} if self.outbound_number else {}
        # What hotlines point at comes before them: hours without a line read as closed.
        for hours in self.hotline_ids.hours_id:
            store.update(hours._prepare_store())
        for hotline in self.hotline_ids:
            store.update(hotline._prepare_store())
        store.update(self.queue_ids._prepare_store())
        store.update(self._prepare_priorities())
        return store

    @api.model
    def _prepare_priorities(self):
        methods = self.env["tvshop.contact.method"].search(
            [("e164", "!=", False), ("partner_id.grade_id.queue_priority", ">", 0)]
        )
        priorities = {}
        for method in methods:
            key = f"priority/{method.e164.lstrip('+')}"
            priority = method.partner_id.grade_id.queue_priority
            priorities[key] = max(priority, priorities.get(key, 0))
        return {key: str(priority) for key, priority in priorities.items()}

    def _lose_calls(self, at, linkedids=None):
        """Close the open calls of a PBX that is gone, or those it has forgotten; returns them."""
        domain = [("pbx_id", "in", self.ids), ("state", "=", "open")]
        if linkedids is not None:
            domain.append(("linkedid", "in", linkedids))
        calls = self.env["tvshop.call"].search(domain)
        legs = calls.leg_ids.filtered(lambda leg: not leg.end)
        legs.filtered(lambda leg: not leg.answer).write({"result": "no_answer"})
        legs.write({"end": at})
        calls.write({"state": "done", "end": at, "hangup_by": "system"})
        answered = calls.filtered("answered_at")
        answered.write({"outcome": "answered"})
        (calls - answered).write({"outcome": "lost"})
        return calls
