from .common import LogisticsCase


class DispatchCase(LogisticsCase):
    """Orders in a wave of EMS, and what the dispatch screen does with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_range(cls.ems)
        cls.make_range(cls.courier)
        cls.add_stock(cls.cooker, 500)
        # What the demo or other tests left is none of ours.
        waiting = cls.env["stock.picking.batch"]._waiting_domain()
        cls.env["stock.picking"].search(waiting).carrier_id = False
        cls.second_packer = cls.warehouse.copy({"login": "tv_warehouse2", "name": "小赵"})

    def make_wave(self, count=2, carrier=None):
        carrier = carrier or self.ems
        orders = self.env["sale.order"].browse(
            self.make_order(carrier_id=carrier.id).id for _number in range(count)
        )
        orders._choose_by_hand(carrier, "test")
        self.waves()._make_waves()
        wave = orders.picking_ids.batch_id
        orders.picking_ids._assign_waybills()
        return wave.with_user(self.warehouse), orders

    def waves(self, user=None):
        return self.env["stock.picking.batch"].with_user(user or self.warehouse)

    def pack(self, wave, order, weight=1.2):
        parcel = wave.dispatch_open(order.name)["parcel"]
        counts = {str(line["id"]): line["quantity"] for line in parcel["lines"]}
        return wave.dispatch_ready(parcel["id"], counts, parcel["waybill_number"], weight)

    def confirm(self, wave):
        answer, failed = {"last": 0, "left": 1}, []
        while answer["left"]:
            answer = wave.dispatch_confirm(answer["last"])
            failed += answer["failed"]
        return failed
