from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

CHUNK = 100


class StockPickingBatch(models.Model):
    """What the dispatch screen asks for. Refusals are answers: {"refused": what to do instead}."""

    _inherit = "stock.picking.batch"

    @api.model
    def dispatch_waves(self):
        """The waves that are open, with their counts, the most urgent first."""
        self._check_is_warehouse()
        waves = self.search(
            [("tvshop_carrier_id", "!=", False), ("state", "in", ("draft", "in_progress"))],
            order="tvshop_cut_off, id",
        )
        return [wave._dispatch_counts() for wave in waves]

    def _dispatch_counts(self):
        return {
            "id": self.id,
            "name": self.name,
            "carrier": self.tvshop_carrier_id.name,
            "cut_off": self.tvshop_cut_off,
            "state": self.state,
            "orders": self.tvshop_order_count,
            "ready": self.tvshop_ready_count,
            "printed": self.tvshop_printed_count,
            "scanned": self.tvshop_scanned_count,
            "shipped": self.tvshop_shipped_count,
        }

    def dispatch_open(self, code):
        """Begin to pack the parcel of an order or a delivery; nobody else can meanwhile.

        :return: {"parcel": see `stock.picking._parcel_data`} or {"refused": why}
        """
        self._check_is_warehouse()
        self.ensure_one()
        picking = self.env["stock.picking"]._find_parcel((code or "").strip())
        if not picking:
            return {
                "refused": self.env._(
                    "There is no order %s. Scan the code on the order slip.", code
                )
            }
        if refused := picking._refuse_parcel(self):
            return {"refused": refused}
        if not picking.try_lock_for_update(allow_referencing=True):
            raise ConcurrencyError(self.env._("Somebody else has just scanned this order."))
        self._start()
        picking.write({"parcel_uid": self.env.uid, "parcel_claimed": fields.Datetime.now()})
        return {"parcel": picking._parcel_data()}

    def dispatch_release(self, picking_id):
        """Put a parcel back that this user began; others may take it."""
        self._check_is_warehouse()
        picking = self._own_parcel(picking_id)
        if picking.parcel_uid == self.env.user and not picking.parcel_ready:
            picking.write({"parcel_uid": False, "parcel_claimed": False})

    def dispatch_ready(self, picking_id, counts, waybill, weight):
        """A parcel is packed: all its products and its own waybill were scanned.

        :param counts: the quantity scanned, by product id
        :param weight: in kilograms; 0 if it was not weighed
        :return: {"wave": counts} or {"refused": why}
        """
        self._check_is_warehouse()
        picking = self._own_parcel(picking_id)
        if refused := picking._refuse_parcel(self) or picking._refuse_content(counts, waybill):
            return {"refused": refused}
        if not 0 <= float(weight or 0) < 1000:
            return {"refused": self.env._("A parcel weighs up to 1,000 kg. Weigh it again.")}
        picking.write(
            {
                "parcel_uid": self.env.uid,
                "parcel_ready": fields.Datetime.now(),
                "parcel_waybill_id": picking.waybill_id.id,
                "parcel_weight": float(weight or 0),
            }
        )
        return {"wave": self._dispatch_counts()}

    def _own_parcel(self, picking_id):
        self.ensure_one()
        return self.env["stock.picking"].search([("id", "=", picking_id)])

    # Confirming

    def dispatch_confirm(self, after=0):
        """Ship the next of the wave's scanned parcels, as many as one request does.

        Asked again with the `last` of the answer until nothing is left. What was shipped stays
        shipped, whatever happens later.

        :return: {"last": id, "shipped": count, "failed": [{"order", "reason"}], "left": count}
        """
        self._check_is_warehouse()
        self.ensure_one()
        domain = [("batch_id", "=", self.id), ("parcel_ready", "!=", False)]
        domain += [("state", "not in", ("done", "cancel")), ("id", ">", after)]
        pickings = self.env["stock.picking"].search(domain, order="id", limit=CHUNK)
        failed = pickings._ship_parcels()
        return {
            "last": pickings[-1:].id or after,
            "shipped": len(pickings) - len(failed),
            "failed": [
                {"order": picking.sale_id.name, "reason": reason}
                for picking, reason in failed.items()
            ],
            "left": self.env["stock.picking"].search_count(
                [*domain[:-1], ("id", ">", pickings[-1:].id or after)]
            ),
            "wave": self._dispatch_counts(),
        }
