from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

EDITABLE = {"quantity"}


class TvshopPurchaseProposal(models.Model):
    """What to order of a product before it is sold out, and why; worked out anew each night.

    A quantity that somebody has changed stays; 0 is not to be ordered now.
    """

    _name = "tvshop.purchase.proposal"
    _description = "Purchase Proposal"
    _order = "state DESC, lasts_until, id"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True)
    state = fields.Selection(
        [("ordered", "On a purchase order"), ("open", "To decide")],
        required=True,
        readonly=True,
        default="open",
    )
    lasts_until = fields.Date(
        readonly=True, help="When the stock is sold, as things look; empty if not in this period."
    )
    until = fields.Date("Covers Until", readonly=True, help="Delivery time and review period.")
    missing = fields.Float(readonly=True, digits="Product Unit")
    minimum = fields.Float("At Least", readonly=True, digits="Product Unit")
    quantity = fields.Float("To Order", digits="Product Unit")
    is_edited = fields.Boolean("Changed by Hand", readonly=True)
    facts = fields.Json(readonly=True)
    why = fields.Text(compute="_compute_why")
    purchase_line_id = fields.Many2one(
        "purchase.order.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    purchase_id = fields.Many2one(related="purchase_line_id.order_id", string="Purchase Order")

    _open_uniq = models.UniqueIndex(
        "(company_id, product_id) WHERE state = 'open'",
        "There is a proposal for this product already.",
    )

    @api.constrains("quantity", "minimum")
    def _check_quantity(self):
        for proposal in self.filtered("is_edited"):
            unit = proposal.uom_id
            if proposal.quantity < 0 or (
                proposal.quantity and unit.compare(proposal.quantity, proposal.minimum) < 0
            ):
                raise ValidationError(
                    self.env._(
                        "%(supplier)s takes at least %(minimum)g of %(product)s. Order that, or 0"
                        " for none.",
                        supplier=proposal.partner_id.name or "",
                        minimum=proposal.minimum,
                        product=proposal.product_id.display_name,
                    )
                )

    @api.depends("facts", "missing", "quantity", "minimum")
    @api.depends_context("lang")
    def _compute_why(self):
        channels = self._facts_channels()
        for proposal in self:
            proposal.why = "\n".join(proposal._why_lines(channels))

    # CRUD

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - EDITABLE or any(proposal.state != "open" for proposal in self):
                raise AccessError(
                    self.env._("Only the quantity of an open proposal can be changed.")
                )
            vals = {**vals, "is_edited": True}
            self.check_access("write")
            # sudo: tvshop.purchase.proposal – the mark goes with the quantity
            return super(TvshopPurchaseProposal, self.sudo()).write(vals)
        return super().write(vals)

    # Buttons

    def action_refresh(self):
        """Work all proposals of the company out anew."""
        self.check_access("read")
        # sudo: tvshop.purchase.proposal – from sales, spots and stock, none of which is shown
        self.sudo()._refresh(self.env.company)

    def action_order(self):
        """Put these proposals on draft purchase orders, one for each supplier; once only.

        :return: the action that shows the orders, also those made before
        :raises UserError: for a product without a supplier; then nothing is ordered
        """
        self._check_is_buyer()
        self.lock_for_update()
        self.invalidate_recordset(["state", "purchase_line_id"])
        fresh = self.filtered(lambda proposal: proposal.state == "open" and proposal.quantity)
        if orphans := fresh.filtered(lambda proposal: not proposal.partner_id):
            raise UserError(
                self.env._(
                    "Enter a supplier on the product's purchase tab, then work out anew: %s",
                    ", ".join(orphans[:5].product_id.mapped("display_name")),
                )
            )
        for (company, partner), proposals in fresh.grouped(
            lambda proposal: (proposal.company_id, proposal.partner_id)
        ).items():
            proposals._order_from(company, partner)
        return self._show_orders()

    def _order_from(self, company, partner):
        order = self.env["purchase.order"].create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "origin": self.env._("Purchase proposals"),
                "order_line": [
                    fields.Command.create(proposal._prepare_order_line_vals()) for proposal in self
                ],
            }
        )
        # sudo: tvshop.purchase.proposal – changed by its own steps only
        for proposal, line in zip(self.sudo(), order.order_line, strict=True):
            proposal.write({"state": "ordered", "purchase_line_id": line.id})

    def _prepare_order_line_vals(self):
        return {
            "product_id": self.product_id.id,
            "product_qty": self.quantity,
            "product_uom_id": self.uom_id.id,
        }

    def _show_orders(self):
        orders = self.purchase_line_id.order_id
        if not orders:
            raise UserError(self.env._("Nothing is to be ordered: all these quantities are 0."))
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_rfq")
        action |= {"domain": [("id", "in", orders.ids)], "context": {}}
        if len(orders) == 1:
            action |= {"res_id": orders.id, "view_mode": "form", "views": [(False, "form")]}
        return action

    def action_view_order(self):
        return self._show_orders()

    def _check_is_buyer(self):
        if not self.env.su and not self.env.user.has_group("purchase.group_purchase_user"):
            raise AccessError(
                self.env._("Purchase orders are made by those who have the right to purchase.")
            )
        self.check_access("read")
