import io
from base64 import b64encode

from odoo import models

from ..statements.terms import COMMISSION, PURCHASE

COLUMNS = ("quantity", "returned", "gross", "returned_gross", "price", "amount")
# What a kind of contract has no use for.
WITHOUT = {COMMISSION: ("price",), PURCHASE: ("gross", "returned_gross")}
TOTALS = ("commission", "media", "storage", "payable")
ENTRY_COLUMNS = ("date", "kind", "product_id", "order_id", "quantity", "gross", "amount")


class TvshopSupplierStatement(models.Model):
    """The statement as a workbook for the supplier: by product, and each delivery and return."""

    _inherit = "tvshop.supplier.statement"

    def action_xlsx(self):
        """Keep the workbook with the statement and have the browser fetch it."""
        self.ensure_one()
        self.check_access("write")
        return self._keep_file(self._file_name("xlsx"), self._workbook())

    def _keep_file(self, name, data):
        """Keep a file with the statement, instead of an older one; the action that fetches it."""
        mine = [("res_model", "=", self._name), ("res_id", "=", self.id), ("name", "=", name)]
        attachments = self.env["ir.attachment"]
        attachments.search(mine).unlink()
        attachment = attachments.create(
            {"name": name, "res_model": self._name, "res_id": self.id, "raw": data}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def action_send(self):
        """Open the mail to the supplier, with the statement as PDF and XLSX."""
        self.ensure_one()
        self._check_state("computed", "agreed", "billed")
        template = self.env.ref("tvshop_settlement.tvshop_supplier_statement_mail")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
            },
        }

    def _process_attachments_for_template_post(self, mail_template):
        """Mails carry the workbook."""
        result = super()._process_attachments_for_template_post(mail_template)
        for statement in self:
            files = result.setdefault(statement.id, {}).setdefault("attachments", [])
            files.append((statement._file_name("xlsx"), b64encode(statement._workbook())))
        return result

    def _file_name(self, suffix):
        return f"{self.name.replace('/', '-')}.{suffix}"

    def _workbook(self):
        """The bytes of an XLSX file."""
        # Not above: it takes longer to import than most add-ons.
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        for title, rows in (
            (self.env._("Statement"), self._workbook_rows()),
            (self.env._("Deliveries"), self._workbook_entries()),
        ):
            sheet = book.create_sheet(title)
            for column in "ABCDEFG":
                sheet.column_dimensions[column].width = 16
            for row in rows:
                sheet.append([_harmless(cell) for cell in row])
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _workbook_rows(self):
        columns = [name for name in COLUMNS if name not in WITHOUT.get(self.kind, ())]
        labels = self.line_ids.fields_get(("product_id", *columns), ["string"])
        yield [self.name, self.partner_id.name, self.contract_id.name, str(self.date_to)]
        yield [labels[name]["string"] for name in ("product_id", *columns)]
        for line in self.line_ids.filtered(lambda line: not line.is_disputed):
            yield [line.product_id.display_name, *(line[name] for name in columns)]
        totals = self.fields_get(TOTALS, ["string"])
        for name in TOTALS:
            amount = self[name] if name == "payable" else -self[name]
            if amount or name == "payable":
                yield [totals[name]["string"], *[""] * (len(columns) - 1), amount]

    def _workbook_entries(self):
        entries = self.env["tvshop.supplier.entry"]
        labels = entries.fields_get(ENTRY_COLUMNS, ["string", "selection"])
        kinds = dict(labels["kind"]["selection"])
        yield [labels[name]["string"] for name in ENTRY_COLUMNS]
        # sudo: sale.order – their numbers, which the supplier refers to
        for entry in entries.sudo().search([("statement_id", "=", self.id)]):
            yield [
                str(entry.date),
                kinds[entry.kind],
                entry.product_id.display_name,
                (entry.order_id or entry.purchase_line_id.order_id).name,
                *(entry[name] for name in ENTRY_COLUMNS[4:]),
            ]


def _harmless(cell):
    """A text that a spreadsheet would compute stays a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell
