from odoo import api, models


class TvshopContractPart(models.AbstractModel):
    """What a contract consists of: it changes while the contract does. It has a `contract_id`."""

    _name = "tvshop.contract.part"
    _description = "Part of a Contract"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_draft()
        return parts

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        if "contract_id" in vals:  # into a valid one nothing is moved either
            self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su:
            self.contract_id._check_draft()
        self.contract_id._touch()
