from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..credit.points import Incident, level, points


class ResPartner(models.Model):
    """How far a customer is trusted: by what became of parcels, or a supervisor's word."""

    _inherit = "res.partner"

    credit_incident_ids = fields.One2many(
        "tvshop.credit.incident",
        "partner_id",
        "Credit Incidents",
        groups="tvshop_crm.group_agent",
    )
    credit_ruling_ids = fields.One2many(
        "tvshop.credit.ruling", "partner_id", "Credit Set by Hand", groups="tvshop_crm.group_agent"
    )
    tvshop_credit_points = fields.Float("Credit Points", compute="_compute_tvshop_credit")
    tvshop_credit_level_id = fields.Many2one(
        "tvshop.credit.level",
        "Credit",
        compute="_compute_tvshop_credit",
        search="_search_tvshop_credit_level_id",
        help="Empty: trusted.",
    )
    is_credit_by_hand = fields.Boolean("Credit by Hand", compute="_compute_tvshop_credit")

    @api.depends("credit_incident_ids.is_waived", "credit_incident_ids.date", "credit_ruling_ids")
    @api.depends_context("company")
    def _compute_tvshop_credit(self):
        points_by_id, levels, rulings = self._tvshop_credit(self._origin.ids)
        for partner in self:
            partner.tvshop_credit_points = points_by_id.get(partner._origin.id, 0)
            partner.tvshop_credit_level_id = levels.get(partner._origin.id, False)
            partner.is_credit_by_hand = partner._origin.id in rulings

    @api.model
    def _search_tvshop_credit_level_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        _points, levels, _rulings = self._tvshop_credit()
        found = [partner_id for partner_id, one in levels.items() if one in value]
        domain = Domain("id", "in", found)
        return domain | Domain("id", "not in", list(levels)) if False in value else domain

    @api.model
    def _tvshop_credit(self, partner_ids=None):
        """`({id: points}, {id: level id}, {id: ruling})` in the current company, in sets.

        :param partner_ids: of whom; None: of all who are not simply trusted
        """
        today = fields.Date.context_today(self)
        # sudo: tvshop.credit.level, tvshop.credit.incident, tvshop.credit.ruling – how far a
        # customer is trusted concerns whoever serves him
        company = self.env.company.sudo()
        told = self.sudo()._credit_incidents(partner_ids)
        rules, levels = company._tvshop_credit_rules() if told else (None, ())
        amounts = {partner_id: points(one, rules, today) for partner_id, one in told.items()}
        reached = {partner_id: level(levels, amount) for partner_id, amount in amounts.items()}
        rulings = company.env["tvshop.credit.ruling"]._current(partner_ids, today)
        reached |= {partner_id: ruling.level_id.id for partner_id, ruling in rulings.items()}
        return amounts, {key: one for key, one in reached.items() if one}, rulings

    @api.model
    def _credit_incidents(self, partner_ids):
        domain = Domain("company_id", "=", self.env.company.id) & Domain("is_waived", "=", False)
        if partner_ids is not None:
            domain &= Domain("partner_id", "in", partner_ids)
        incidents = self.env["tvshop.credit.incident"].search_fetch(
            domain, ["partner_id", "kind", "date"]
        )
        told = defaultdict(list)
        for incident in incidents:
            told[incident.partner_id.id].append(Incident(incident.kind, incident.date))
        return told

    def action_open_credit(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_crm.credit_ruling_new_action"
        )
        return {**action, "context": {"default_partner_id": self.id}}
