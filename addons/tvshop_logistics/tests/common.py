from odoo.addons.tvshop_crm.tests.common import TvshopCase


class LogisticsCase(TvshopCase):
    """Three carriers: EMS goes everywhere, the courier to Shenzhen only, the post takes no COD."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        carriers = cls.env["delivery.carrier"].search([("tvshop_kind", "!=", False)])
        carriers.active = False
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
