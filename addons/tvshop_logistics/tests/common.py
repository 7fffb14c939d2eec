from odoo.addons.tvshop_crm.tests.common import TvshopCase

COLUMNS = ("waybill", "status", "time", "reason", "signed_by", "amount")
WORDS = {
    "妥投": "delivered",
    "拒收": "refused",
    "退回": "returned",
    "丢失": "lost",
    "在途": "in_transit",
}


class LogisticsCase(TvshopCase):
    """Three carriers: EMS goes everywhere, the courier to Shenzhen only, the post takes no COD."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        carriers = cls.env["delivery.carrier"].search([("tvshop_kind", "!=", False)])
        carriers.write({"active": False, "tvshop_code": False})
        if "tvshop_settle_from" in cls.env.company._fields:
            # These companies enter no receipts: what is to be paid ahead counts as paid.
            cls.env.company.tvshop_settle_from = "2090-01-01"
        cls.guangdong = cls.nanshan.state_id
        cls.lhasa = cls.env["res.city"].search([("name", "=like", "拉萨市%")], limit=1)
        cls.cooker.weight = 2.5
        cls.ems = cls.make_tvshop_carrier(
            "EMS", kind="ems", tvshop_is_everywhere=True, tvshop_cod_limit=2000
        )
        cls.courier = cls.make_tvshop_carrier("KD", tvshop_cities="深圳市", max_weight=20)
        cls.post = cls.make_tvshop_carrier(
            "POST", kind="post", tvshop_is_everywhere=True, allow_cash_on_delivery=False
        )

    @classmethod
    def make_tvshop_carrier(cls, code, kind="courier", **values):
        carrier = cls.make_carrier()
        carrier.write(
            {
                "name": code,
                "tvshop_code": code,
                "tvshop_kind": kind,
                "allow_cash_on_delivery": True,
            }
            | values
        )
        return carrier

    @classmethod
    def make_contract(cls, carrier, first_fee, step_fee=1.0, **values):
        contract = cls.env["tvshop.carrier.contract"].create(
            {
                "name": f"{carrier.name}-1",
                "carrier_id": carrier.id,
                "line_ids": [(0, 0, {"first_fee": first_fee, "step_fee": step_fee} | values)],
            }
        )
        contract.action_make_valid()
        return contract

    @classmethod
    def make_rule(cls, **values):
        return cls.env["tvshop.sorting.rule"].create(values)

    # Waybills and feedback

    @classmethod
    def make_range(cls, carrier, first="10000000", last="10009999", **values):
        return cls.env["tvshop.waybill.range"].create(
            {
                "carrier_id": carrier.id,
                "first": first,
                "last": last,
                "prefix": carrier.tvshop_code,
                "warn_below": 0,
                "user_id": cls.warehouse.id,
            }
            | values
        )

    @classmethod
    def make_format(cls, carrier, **values):
        return cls.env["tvshop.feedback.format"].create(
            {
                "carrier_id": carrier.id,
                "column_ids": [
                    (0, 0, {"position": place, "header": role, "role": role})
                    for place, role in enumerate(COLUMNS, 1)
                ],
                "word_ids": [(0, 0, {"word": w, "status": s}) for w, s in WORDS.items()],
            }
            | values
        )

    @classmethod
    def ship(cls, *orders):
        """Confirm the deliveries of orders, with waybills."""
        return cls.ship_pickings(
            cls.env["stock.picking"].browse(
                picking.id for order in orders for picking in order.picking_ids
            )
        )

    @classmethod
    def ship_pickings(cls, pickings):
        pickings._assign_waybills()
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        pickings._action_done()
        return pickings.waybill_id

    @classmethod
    def feedback_file(cls, *rows):
        """CSV bytes of tuples in the order of COLUMNS; missing ones are empty."""
        lines = [",".join(COLUMNS)]
        lines += [",".join([*map(str, row), *[""] * (len(COLUMNS) - len(row))]) for row in rows]
        return "".join(f"{line}\n" for line in lines).encode()

    @classmethod
    def read_feedback(cls, carrier, *rows, user=None):
        imports = cls.env["tvshop.feedback.import"].with_user(user or cls.warehouse)
        return imports._receive(carrier, "test.csv", cls.feedback_file(*rows))
