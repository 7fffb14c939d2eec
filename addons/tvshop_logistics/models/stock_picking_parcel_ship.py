import logging

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


class StockPicking(models.Model):
    """Parcels that were scanned leave the house."""

    _inherit = "stock.picking"

    def action_cancel(self):
        result = super().action_cancel()
        # sudo: sale.order – what was left to send is called off, whoever does so
        self.sale_id.sudo()._take_delivery("rest-called-off")
        return result

    def _refuse_content(self, counts, waybill):
        order = self.sale_id.name
        scanned = {int(product): quantity for product, quantity in (counts or {}).items()}
        wanted = {line["id"]: line["quantity"] for line in self._parcel_lines()}
        if scanned != wanted:
            return self.env._(
                "Order %s was changed while it was packed. Empty the parcel and scan it again.",
                order,
            )
        if waybill != self.waybill_id.name:
            return self.env._(
                "%(waybill)s is not the waybill of order %(order)s any more. Print it again.",
                waybill=waybill,
                order=order,
            )
        return None

    def _ship_parcels(self):
        """Confirm as many of these deliveries as can be.

        :return: why, by delivery that could not be confirmed; these are on the list of exceptions
        """
        refused = {picking: picking._refuse_shipping() for picking in self}
        failed = {picking: reason for picking, reason in refused.items() if reason}
        failed |= self.filtered(lambda picking: not refused[picking])._ship_in_parts()
        self._report_unshipped(failed)
        self.filtered(lambda picking: picking not in failed)._solve_unshipped()
        return failed

    def _ship_in_parts(self):
        """Confirm together; if that fails, each half for itself, down to the one at fault."""
        reason = self and self._try_to_ship()
        if not reason:
            return {}
        if len(self) == 1:
            return {self: reason}
        middle = len(self) // 2
        return self[:middle]._ship_in_parts() | self[middle:]._ship_in_parts()

    def _try_to_ship(self):
        """Why the deliveries could not be confirmed, and nothing is changed; none if they were."""
        try:
            with self.env.cr.savepoint():
                self.move_ids.filtered(lambda m: m.state not in ("done", "cancel")).picked = True
                # The orders' events and the parcels' own fields are the record, without messages.
                self.with_context(
                    cancel_backorder=True,
                    tracking_disable=True,
                    tvshop_locked_quants=self.move_line_ids._lock_quants(),
                )._action_done()
        except (ConcurrencyError, OperationalError):
            raise  # the whole request is tried again
        except UserError as error:
            return str(error)
        except Exception:
            _logger.exception("Deliveries %s can't be confirmed", self.mapped("name"))
            return self.env._("An error of the system; its administrator finds it in the log.")
        return None

    def _refuse_shipping(self):
        # sudo: sale.order – cancelled ones are hidden from the warehouse
        sale = self.sale_id.sudo()
        order = sale.name
        if sale.state == "cancel":
            return self.env._("Order %s is cancelled. Take its parcel out.", order)
        if self.state != "assigned" or any(
            move.product_uom.compare(move.quantity, move.product_uom_qty)
            for move in self.move_ids
            if move.state != "cancel"
        ):
            return self.env._("Order %s was changed after it was packed. Scan it again.", order)
        if not self.waybill_id or self.waybill_id != self.parcel_waybill_id:
            return self.env._(
                "The parcel of order %s has a spoilt waybill. Print it again and scan it.", order
            )
        return None

    def _report_unshipped(self, failed):
        """Put parcels that could not leave on the list of exceptions; they are scanned again."""
        unshipped = self.browse(picking.id for picking in failed)
        unshipped.write({"parcel_ready": False, "parcel_uid": False})
        self.env["tvshop.logistics.exception"]._report(
            [
                {
                    "kind": "dispatch",
                    "key": f"dispatch-{picking.id}",
                    "name": reason,
                    "order_id": picking.sale_id.id,
                    "picking_id": picking.id,
                    "carrier_id": picking.carrier_id.id,
                    "waybill": picking.waybill_id.name,
                    "company_id": picking.company_id.id,
                }
                for picking, reason in failed.items()
            ],
            reopen=True,
        )

    def _solve_unshipped(self):
        # sudo: tvshop.logistics.exception – solved by the delivery that has left
        self.env["tvshop.logistics.exception"].sudo().search(
            [("picking_id", "in", self.ids), ("kind", "=", "dispatch"), ("state", "=", "open")]
        )._solve(self.env._("The parcel was shipped."))
