from base64 import b64encode

from odoo import models
from odoo.tools.misc import format_date

from ..statements.terms import COMMISSION, PURCHASE
from .tvshop_supplier_statement_bill import DEDUCTIONS

COLUMNS = ("quantity", "returned", "gross", "returned_gross", "price", "amount")
# What a kind of contract has no use for.
WITHOUT = {COMMISSION: ("price",), PURCHASE: ("gross", "returned_gross")}
QUANTITIES = ("quantity", "returned")
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
        """The bytes of an XLSX file, in the supplier's language."""
        self._put_down()
        # Not above: it takes longer to import than most add-ons.
        from ..statements.xlsx import render

        statement = self._for_supplier()
        sheets = (statement._prepare_products_sheet(), statement._prepare_deliveries_sheet())
        return render(sheets, self.currency_id.decimal_places)

    def _prepare_products_sheet(self):
        from ..statements.xlsx import MONEY, NAME, NUMBER, Sheet

        columns = [name for name in COLUMNS if name not in WITHOUT.get(self.kind, ())]
        labels = self.line_ids.fields_get(("product_id", *columns), ["string"])
        return Sheet(
            self.env._("Statement"),
            self._document_title(),
            self._facts_text(),
            (
                (labels["product_id"]["string"], NAME),
                *(
                    (labels[name]["string"], NUMBER if name in QUANTITIES else MONEY)
                    for name in columns
                ),
            ),
            (
                (line._shown_name(), *(line[name] for name in columns))
                for line in self._shown_lines()
            ),
            self._shown_totals(),
        )

    def _prepare_deliveries_sheet(self):
        from ..statements.xlsx import DAY, MONEY, NAME, NUMBER, WORD, Sheet

        kinds = (DAY, WORD, NAME, WORD, NUMBER, MONEY, MONEY)
        labels = self.env["tvshop.supplier.entry"].fields_get(ENTRY_COLUMNS, ["string"])
        return Sheet(
            self.env._("Deliveries"),
            self._document_title(),
            self._facts_text(),
            tuple(
                (labels[name]["string"], kind)
                for name, kind in zip(ENTRY_COLUMNS, kinds, strict=True)
            ),
            self._entry_rows(),
        )

    def _entry_rows(self):
        entries = self.env["tvshop.supplier.entry"]
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        # sudo: sale.order – their numbers, which the supplier refers to
        for entry in entries.sudo().search([("statement_id", "=", self.id)]):
            yield (
                entry.date,
                kinds[entry.kind],
                entry.product_id.display_name,
                (entry.order_id or entry.purchase_line_id.order_id).name,
                *(entry[name] for name in ENTRY_COLUMNS[4:]),
            )

    # What both files say

    def _for_supplier(self):
        """The statement in the language of its supplier."""
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _document_title(self):
        return f"{self.env._('Statement')} {self.name}"

    def _shown_facts(self):
        """`[(label, text)]` of what the statement is about."""
        labels = self.fields_get(("partner_id", "contract_id", "date_to"), ["string"])
        with_taxes = self.env._("With taxes")
        without = self.env._("Without taxes, which the bill adds")
        return (
            (labels["partner_id"]["string"], self.partner_id.name),
            (labels["contract_id"]["string"], self.contract_id.name),
            (labels["date_to"]["string"], format_date(self.env, self.date_to)),
            (self.env._("Prices"), with_taxes if self.is_tax_included else without),
        )

    def _facts_text(self):
        return "   ".join(f"{label}: {text}" for label, text in self._shown_facts())

    def _shown_lines(self):
        """All that the totals are of: once it is agreed, nothing that is disputed."""
        if self.state == "computed":
            return self.line_ids
        return self.line_ids.filtered(lambda line: not line.is_disputed)

    def _shown_totals(self):
        """`[(label, amount)]`, what is deducted being negative."""
        labels = self.fields_get(("amount_total", *DEDUCTIONS, "payable"), ["string"])
        amounts = [(name, -self[name]) for name in DEDUCTIONS if self[name]]
        if amounts:
            amounts.insert(0, ("amount_total", self.amount_total))
        amounts.append(("payable", self.payable))
        return tuple((labels[name]["string"], amount) for name, amount in amounts)
