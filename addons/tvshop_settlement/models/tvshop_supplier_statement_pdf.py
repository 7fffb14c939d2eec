from base64 import b64encode

from odoo import models
from odoo.addons.tvshop_logistics.waybill import font
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from .tvshop_supplier_statement_xlsx import COLUMNS, QUANTITIES, WITHOUT


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
        return render(self._for_supplier()._prepare_document(), font.FONT_NAME)

    def _prepare_document(self):
        from ..statements.pdf import Document

        company = self.company_id
        columns = self._printed_columns()
        headers = self.line_ids.fields_get(("product_id", *columns), ["string"])
        address = company.partner_id._display_address(without_company=True).split("\n")
        return Document(
            self._document_title(),
            (company.name, *filter(None, map(str.strip, address))),
            self._shown_facts(),
            tuple(headers[name]["string"] for name in ("product_id", *columns)),
            tuple(
                (line._shown_name(), *(self._printed(name, line[name]) for name in columns))
                for line in self._shown_lines()
            ),
            tuple((label, self._printed_money(amount)) for label, amount in self._shown_totals()),
            (company.name, self.partner_id.name),
            self.env._("Signature or stamp, date"),
        )

    def _printed_columns(self):
        without = ("returned_gross", *WITHOUT.get(self.kind, ()))
        return tuple(name for name in COLUMNS if name not in without)

    def _printed(self, name, value):
        return f"{value:,.12g}" if name in QUANTITIES else self._printed_money(value)

    def _printed_money(self, value):
        return formatLang(self.env, value, currency_obj=self.currency_id)

    def _process_attachments_for_template_post(self, mail_template):
        """Mails carry the PDF beside the workbook."""
        result = super()._process_attachments_for_template_post(mail_template)
        for statement in self:
            files = result.setdefault(statement.id, {}).setdefault("attachments", [])
            files.append((statement._file_name("pdf"), b64encode(statement._pdf())))
        return result
