from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..sorting.parcel import Carrier

KINDS = [
    ("ems", "EMS"),
    ("post", "Post mail order"),
    ("courier", "Courier"),
]


class DeliveryCarrier(models.Model):
    """A delivery method is what the customer pays for; with a kind, it also is a carrier."""

    _name = "delivery.carrier"
    _inherit = ["delivery.carrier", "tvshop.area.mixin"]

    tvshop_kind = fields.Selection(
        KINDS,
        "Kind of Carrier",
        index="btree_not_null",
        help="Without a kind it is a way to deliver that customers choose and no carrier.",
    )
    tvshop_code = fields.Char("Code", copy=False, help="Names the carrier in files and addresses.")
    tvshop_partner_id = fields.Many2one(
        "res.partner",
        "Carrier's Company",
        ondelete="restrict",
        domain=[("is_tvshop_customer", "=", False)],
    )
    tvshop_contact_ids = fields.One2many(related="tvshop_partner_id.child_ids", string="Contacts")
    tvshop_is_everywhere = fields.Boolean(
        "Whole Country", help="Otherwise the carrier delivers to the area below and nowhere else."
    )
    tvshop_cod_limit = fields.Monetary(
        "COD Limit", help="The most that the carrier collects for one parcel; 0 is no limit."
    )
    tvshop_cut_off = fields.Float(
        "Cut-off", default=17.0, help="Parcels ready by this hour leave on the same day."
    )
    tvshop_contract_ids = fields.One2many("tvshop.carrier.contract", "carrier_id", "Contracts")
    tvshop_contract_id = fields.Many2one(
        "tvshop.carrier.contract", "Contract in Force", compute="_compute_tvshop_contract_id"
    )
    tvshop_area_text = fields.Char("Delivers To", compute="_compute_tvshop_area_text")

    _tvshop_code_uniq = models.UniqueIndex(
        "(tvshop_code) WHERE tvshop_code IS NOT NULL", "Another carrier has this code."
    )
    _tvshop_limits_positive = models.Constraint(
        "CHECK (tvshop_cod_limit >= 0 AND tvshop_cut_off >= 0 AND tvshop_cut_off < 24)",
        "A limit can't be negative, and the cut-off is an hour of the day.",
    )

    @api.constrains("tvshop_code")
    def _check_tvshop_code(self):
        for carrier in self.filtered("tvshop_code"):
            if not carrier.tvshop_code.isascii() or not carrier.tvshop_code.isalnum():
                raise ValidationError(self.env._("A code has Latin letters and digits only."))

    @api.depends(
        "tvshop_contract_ids.state", "tvshop_contract_ids.start", "tvshop_contract_ids.end"
    )
    @api.depends_context("company")
    def _compute_tvshop_contract_id(self):
        today, company = fields.Date.context_today(self), self.env.company
        for carrier in self:
            carrier.tvshop_contract_id = carrier.tvshop_contract_ids.filtered(
                lambda contract: contract.company_id == company and contract._is_in_force(today)
            )[:1]

    @api.depends("tvshop_is_everywhere", "tvshop_state_ids", "tvshop_cities", "tvshop_city_ids")
    def _compute_tvshop_area_text(self):
        for carrier in self:
            carrier.tvshop_area_text = (
                self.env._("Whole country")
                if carrier.tvshop_is_everywhere
                else carrier._tvshop_area_text() or self.env._("Nowhere yet")
            )

    def _tvshop_terms(self):
        """What sorting has to know of the carrier."""
        return Carrier(
            self.id,
            self._tvshop_area(),
            self.tvshop_is_everywhere,
            self.max_weight,
            self.max_volume,
            self.allow_cash_on_delivery,
            self.tvshop_cod_limit,
            self.tvshop_contract_id._tariffs(),
        )
