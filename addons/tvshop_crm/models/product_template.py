from odoo import api, fields, models

from ..pinyin import initials


class ProductTemplate(models.Model):
    _inherit = "product.template"

    pinyin_initials = fields.Char(compute="_compute_pinyin_initials", store=True)

    @api.depends("name")
    def _compute_pinyin_initials(self):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for template in self:
            names = (template.with_context(lang=code).name for code in languages)
            keys = dict.fromkeys(initials(name) for name in names)
            template.pinyin_initials = "".join(f" {key}" for key in keys if key)
