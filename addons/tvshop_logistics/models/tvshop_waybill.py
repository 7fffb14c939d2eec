from odoo import api, fields, models
from odoo.exceptions import UserError


class TvshopWaybill(models.Model):
    """A number on a parcel: given once, printed, shipped, or spoilt and replaced."""

    _name = "tvshop.waybill"
    _description = "Waybill"
    _order = "id DESC"

    name = fields.Char("Waybill Number", required=True, readonly=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, readonly=True, index=True, ondelete="restrict"
    )
    range_id = fields.Many2one(
        "tvshop.waybill.range", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    picking_id = fields.Many2one(
        "stock.picking", "Delivery", required=True, readonly=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(
        related="picking_id.sale_id", string="Order", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(related="picking_id.company_id", store=True)
    state = fields.Selection(
        [
            ("assigned", "Assigned"),
            ("printed", "Printed"),
            ("shipped", "Shipped"),
            ("spoilt", "Spoilt"),
        ],
        required=True,
        readonly=True,
        default="assigned",
        index=True,
    )
    spoilt_reason = fields.Char(readonly=True)
    spoilt_uid = fields.Many2one("res.users", "Spoilt By", readonly=True)
    spoilt_date = fields.Datetime("Spoilt On", readonly=True)

    job_ids = fields.Many2many("tvshop.print.job", string="Prints", readonly=True)
    event_ids = fields.One2many("tvshop.feedback.event", "waybill_id", "Feedback", readonly=True)
    print_count = fields.Integer("Times Printed", compute="_compute_print_count")

    _name_uniq = models.Constraint(
        "UNIQUE (carrier_id, name)", "This waybill number has been given already."
    )
    _live_uniq = models.UniqueIndex(
        "(picking_id) WHERE state != 'spoilt'", "This delivery has a waybill already."
    )

    @api.depends("job_ids")
    def _compute_print_count(self):
        for waybill in self:
            waybill.print_count = len(waybill.job_ids)

    @api.model
    def _give(self, pickings):
        """New waybills for pickings of one carrier and company, in their order."""
        carrier, company = pickings.carrier_id, pickings.company_id
        taken = self.env["tvshop.waybill.range"]._take(carrier, company, len(pickings))
        # sudo: tvshop.waybill – written by these steps only, whoever may ship takes them
        return self.sudo().create(
            [
                {
                    "name": name,
                    "carrier_id": carrier.id,
                    "range_id": number_range.id,
                    "picking_id": picking.id,
                }
                for (name, number_range), picking in zip(taken, pickings, strict=True)
            ]
        )

    def _spoil(self, reason):
        """Take numbers out of use for good; the deliveries are without waybill afterwards.

        :raises UserError: without a reason, or for a parcel that has left the house
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the waybill can't be used."))
        for waybill in self.filtered(lambda waybill: waybill.state == "shipped"):
            raise UserError(self.env._("Waybill %s has left the house.", waybill.name))
        # sudo: tvshop.waybill – written by these steps only, whoever may ship takes them
        live = self.sudo().filtered(lambda waybill: waybill.state != "spoilt")
        live.write(
            {
                "state": "spoilt",
                "spoilt_reason": reason.strip(),
                "spoilt_uid": self.env.uid,
                "spoilt_date": fields.Datetime.now(),
            }
        )
        live.picking_id.carrier_tracking_ref = False
        # The unique index would find both numbers if the next one came first.
        live.flush_recordset()

    def _mark_printed(self):
        # sudo: tvshop.waybill – written by these steps only, whoever may ship takes them
        self.sudo().filtered(lambda waybill: waybill.state == "assigned").state = "printed"

    def _mark_shipped(self):
        # sudo: tvshop.waybill – follows from the delivery that the user confirmed
        self.sudo().filtered(lambda waybill: waybill.state != "spoilt").state = "shipped"

    def action_spoil(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_waybill_spoil_action"
        )
        return {**action, "context": {"default_waybill_ids": self.ids}}

    def action_print_again(self):
        return self.picking_id.action_print_waybills()
