from odoo import models
from odoo.addons.tvshop_crm.models.tvshop_reveal_log import PRINT
from odoo.exceptions import AccessError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_print_waybills(self):
        self.check_access("read")
        return self._print_waybills()

    def _print_waybills(self, reason=""):
        """Number and print the deliveries' waybills; the pages come in their order.

        Waybills that were printed before ask for a `reason`. Those with a text that doesn't fit
        its field are not printed; they go to the list of exceptions.

        :return: the action that shows what came of it
        """
        if not self.env.su and not self.env.user.has_group("tvshop_crm.group_warehouse"):
            raise AccessError(self.env._("The warehouse prints waybills."))
        waybills = self._assign_waybills()
        if not reason and any(waybill.state != "assigned" for waybill in waybills):
            return self._ask_reprint_reason()
        jobs, misfits = self.env["tvshop.print.job"], self.browse()
        forms = self.env["tvshop.waybill.form"]
        by_carrier = {carrier: forms._for_carrier(carrier) for carrier in self.carrier_id}
        for form, pickings in self.grouped(lambda p: by_carrier[p.carrier_id]).items():
            job, flagged = pickings._print_on(form, reason)
            jobs |= job
            misfits |= flagged
        return self._after_print(jobs, misfits)

    def _print_on(self, form, reason):
        values = self._prepare_waybill_values()
        pages = form._place_pages([values[picking.id] for picking in self])
        flagged = {
            picking: names for picking, (_ink, names) in zip(self, pages, strict=True) if names
        }
        self._report_misfits(flagged)
        fitting = self.filtered(lambda picking: picking not in flagged)
        jobs = self.env["tvshop.print.job"]
        if fitting:
            ink = [ink for ink, names in pages if not names]
            waybills = fitting.mapped("waybill_id")
            data = form._render(ink)
            if "phone" in form.mark_ids.mapped("key"):
                self.env["tvshop.reveal.log"]._record(PRINT, form.name, fitting, reason)
            jobs = jobs._submit(form.printer_id, data, form.name, waybills, reason, len(ink))
            waybills._mark_printed()
        return jobs, self - fitting

    def _report_misfits(self, flagged):
        self.env["tvshop.logistics.exception"]._report(
            [
                {
                    "key": f"text_fit-{picking.id}",
                    "kind": "text_fit",
                    "name": self.env._(
                        "Waybill of %(order)s: too long for its field: %(fields)s",
                        order=picking.origin or picking.name,
                        fields=", ".join(names),
                    ),
                    "order_id": picking.sale_id.id,
                    "picking_id": picking.id,
                    "carrier_id": picking.carrier_id.id,
                    "waybill": picking.waybill_id.name,
                    "company_id": picking.company_id.id,
                }
                for picking, names in flagged.items()
            ],
            reopen=True,
        )

    def _ask_reprint_reason(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_logistics.tvshop_waybill_reprint_action"
        )
        return {**action, "context": {"default_picking_ids": self.ids}}

    def _after_print(self, jobs, misfits):
        if not misfits:
            return jobs._open()
        names = ", ".join(misfits[:10].mapped(lambda picking: picking.origin or picking.name))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger",
                "sticky": True,
                "title": self.env._("%s waybills were not printed", len(misfits)),
                "message": self.env._(
                    "A text doesn't fit its field even in the smallest font: %s. Shorten it or"
                    " enlarge the field; they are on the list of exceptions.",
                    names,
                ),
                "next": jobs._open() if jobs else False,
            },
        }
