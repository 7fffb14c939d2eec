from odoo import fields, models

from ..waybill.capitals import capitals

HOME_PREFIX = "+86"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _prepare_waybill_values(self, is_masked=False):
        """Hook: what can be printed on each delivery's waybill, as {picking id: {key: text}}.

        :param is_masked: without the customer's full number, for what is only looked at
        """
        # sudo: stock.picking – orders, addresses and numbers, for whoever may print waybills
        pickings = self.sudo()
        phones = pickings._waybill_phones(is_masked)
        return {
            picking.id: picking._waybill_receiver(phones)
            | picking._waybill_goods()
            | picking._waybill_amounts()
            | picking._waybill_sender()
            for picking in pickings
        }

    def _waybill_phones(self, is_masked):
        """The number to call at the door, by partner: that of the address, else the customer's."""
        partners = self.partner_id | self.partner_id.commercial_partner_id
        # sudo: tvshop.contact.method – the parcel carries the number; each print is on record
        methods = self.env["tvshop.contact.method"].sudo()
        methods = methods.search([("partner_id", "in", partners.ids), ("e164", "!=", False)])
        found = {}
        for method in methods:
            number = method.masked if is_masked else method.e164.removeprefix(HOME_PREFIX)
            found.setdefault(method.partner_id.id, number)
        return found

    def _waybill_receiver(self, phones):
        partner = self.partner_id
        province, city = partner.state_id.name or "", partner.city_id.name or partner.city or ""
        street = " ".join(filter(None, (partner.street, partner.street2)))
        owner = partner.commercial_partner_id
        return {
            "receiver": partner.name or owner.name or "",
            "phone": phones.get(partner.id) or phones.get(owner.id) or "",
            "province": province,
            "city": city,
            "street": street,
            "address": f"{province}{city}{street}",
            "zip": partner.zip or "",
        }

    def _waybill_goods(self):
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        names = (f"{move.product_id.display_name} × {move.product_uom_qty:g}" for move in moves)
        return {
            "number": self.waybill_id.name or "",
            "order": self.sale_id.name or self.origin or "",
            "picking": self.name,
            "products": "；".join(names),
            "quantity": f"{sum(moves.mapped('product_uom_qty')):g}",
            "weight": f"{self.weight:.2f}" if self.weight else "",
            "note": self.sale_id.tvshop_note or "",
        }

    def _waybill_amounts(self):
        """The first parcel of an order collects all of it."""
        order = self.sale_id
        amount = order.amount_total if order.payment_method_kind == "cod" else 0
        if not amount or self.backorder_id:
            return {"cod_amount": "", "cod_capitals": ""}
        return {"cod_amount": f"{amount:,.2f}", "cod_capitals": capitals(amount)}

    def _waybill_sender(self):
        company = self.company_id
        parts = (company.state_id.name, company.city, company.street)
        return {
            "sender": company.name,
            "sender_address": "".join(filter(None, parts)),
            "sender_phone": company.phone or "",
            "date": fields.Date.to_string(fields.Date.context_today(self)),
        }
