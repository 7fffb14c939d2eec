from base64 import b64encode

from odoo import models
from odoo.addons.tvshop_logistics.waybill import font
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang

from .tvshop_supplier_statement_xlsx import COLUMNS, TOTALS, WITHOUT

QUANTITIES = ("quantity", "returned")


class TvshopSupplierStatement(models.Model):
    """The statement as PDF for the supplier, in its language."""

    _inherit = "tvshop.supplier.statement"

    def action_pdf(self):
        """Keep the PDF with the statement and have the browser fetch it."""
        self.ensure_one()
        self.check_access("write")
        return self._keep_file(self._file_name("pdf"), self._pdf())

    def _pdf(self):
        """The bytes of a PDF.

        :raises UserError: if the font is not installed
        """
        # Not above: it takes longer to import than most add-ons.
        from ..statements.pdf import render

        try:
            font.load()
        except FileNotFoundError as error:
            raise UserError(str(error)) from error
        statement = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return render(statement._prepare_document(), font.FONT_NAME)

    def _prepare_document(self):
        from ..statements.pdf import Document

        company = self.company_id
        labels = self.fields_get(("partner_id", "contract_id", "date_to", *TOTALS), ["string"])
        columns = self._printed_columns()
        headers = self.line_ids.fields_get(("product_id", *columns), ["string"])
        address = company.partner_id._display_address(without_company=True).split("\n")
        return Document(
            f"{self.env._('Statement')} {self.name}",
            (company.name, *filter(None, map(str.strip, address))),
            (
                (labels["partner_id"]["string"], self.partner_id.name),
                (labels["contract_id"]["string"], self.contract_id.name),
                (labels["date_to"]["string"], format_date(self.env, self.date_to)),
                (self.env._("Prices"), self._printed_taxes()),
            ),
            tuple(headers[name]["string"] for name in ("product_id", *columns)),
            tuple(
                (
                    line.product_id.display_name,
                    *(self._printed(name, line[name]) for name in columns),
                )
                for line in self.line_ids.filtered(lambda line: not line.is_disputed)
            ),
            tuple(
                (labels[name]["string"], self._printed(name, amount))
                for name in TOTALS
                if (amount := self[name] if name == "payable" else -self[name]) or name == "payable"
            ),
        )

    def _printed_columns(self):
        without = ("returned_gross", *WITHOUT.get(self.kind, ()))
        return tuple(name for name in COLUMNS if name not in without)

    def _printed_taxes(self):
        if self.is_tax_included:
            return self.env._("With taxes")
        return self.env._("Without taxes, which the bill adds")

    def _printed(self, name, value):
        if name in QUANTITIES:
            return f"{value:g}"
        return formatLang(self.env, value, currency_obj=self.currency_id)

    def _process_attachments_for_template_post(self, mail_template):
        """Mails carry the PDF beside the workbook."""
        result = super()._process_attachments_for_template_post(mail_template)
        for statement in self:
            files = result.setdefault(statement.id, {}).setdefault("attachments", [])
            files.append((statement._file_name("pdf"), b64encode(statement._pdf())))
        return result
