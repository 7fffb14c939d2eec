from odoo import fields, models

from ..sorting.parcel import Tariff


class TvshopCarrierContractLine(models.Model):
    _name = "tvshop.carrier.contract.line"
    _description = "Fees of a Carrier Contract"
    _inherit = ["tvshop.contract.part", "tvshop.area.mixin"]
    _order = "sequence, id"

    contract_id = fields.Many2one(
        "tvshop.carrier.contract", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    first_weight = fields.Float("First kg", default=1.0, required=True)
    first_fee = fields.Monetary("Fee", required=True, help="Fee for the first weight.")
    step_weight = fields.Float("Each Further kg", default=1.0, required=True)
    step_fee = fields.Monetary("Further Fee", help="Fee for each further weight begun.")
    cod_percent = fields.Float("COD %", help="Fee for collecting, in per cent of the amount.")
    cod_minimum = fields.Monetary("COD at Least")
    return_fee = fields.Monetary(help="Fee for bringing a parcel back.")

    _positive = models.Constraint(
        "CHECK (first_weight >= 0 AND first_fee >= 0 AND step_weight > 0 AND step_fee >= 0"
        " AND cod_percent >= 0 AND cod_percent <= 100 AND cod_minimum >= 0 AND return_fee >= 0)",
        "Fees can't be negative, and each further weight is more than nothing.",
    )

    def _tariff(self):
        return Tariff(
            self._tvshop_area(),
            self.first_weight,
            self.first_fee,
            self.step_weight,
            self.step_fee,
            self.cod_percent,
            self.cod_minimum,
            self.return_fee,
        )
