from odoo import api, fields, models

from ..pinyin import readings


class ProductTemplate(models.Model):
    _inherit = "product.template"

    pinyin_initials = fields.Char(compute="_compute_pinyin_initials", store=True)

    @api.depends("name")
    def _compute_pinyin_initials(self):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for template in self:
            names = {template.with_context(lang=code).name: None for code in languages}
            keys = dict.fromkeys(key for name in names for key in readings(name))
            template.pinyin_initials = "".join(f" {key}" for key in keys if key)
