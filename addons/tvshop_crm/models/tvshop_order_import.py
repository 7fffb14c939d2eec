import logging

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..intake.orders import read_orders
from ..intake.texts import problem_text, refusal_text
from ..phone import mask
from ..tables.cells import BadRow
from ..tables.table import Refused, read_table
from .sale_order import ORDER_METHODS, PAYMENT_KINDS

_logger = logging.getLogger(__name__)

CHUNK = 500
MAX_ROWS = 100_000
SHOWN = 8


class TvshopOrderImport(models.Model):
    """A file of orders: read, shown, and made into orders chunk by chunk."""

    _name = "tvshop.order.import"
    _inherit = ["tvshop.file.mixin", "tvshop.customer.intake"]
    _description = "Import of Orders"

    user_id = fields.Many2one(
        "res.users", "Brought By", required=True, readonly=True, default=lambda self: self.env.user
    )
    source_id = fields.Many2one(
        "utm.source",
        "Came From",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="The shop or system whose order numbers these are; a number counts once in each.",
    )
    order_method = fields.Selection(
        ORDER_METHODS,
        "How Ordered",
        required=True,
        readonly=True,
    )
    payment_method_kind = fields.Selection(
        PAYMENT_KINDS,
        "How Paid",
        readonly=True,
        help="Where the file says nothing.",
    )
    file = fields.Binary(help="Dropped when all orders of the file are made.")
    state = fields.Selection(
        [
            ("read", "Read"),
            ("running", "Running"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("cancel", "Discarded"),
        ],
        required=True,
        default="read",
        readonly=True,
    )
    repeated_count = fields.Integer("Rows Standing Twice", readonly=True)
    order_count = fields.Integer("Orders", readonly=True)
    passed_count = fields.Integer("Orders Gone Through", readonly=True)
    known_count = fields.Integer("Known Already", readonly=True)
    bad_rows = fields.Json(readonly=True)
    preview = fields.Html(readonly=True)
    progress = fields.Float(compute="_compute_progress")
    order_ids = fields.One2many("sale.order", "order_import_id", "Orders Made")
    made_count = fields.Integer("Orders Made", compute="_compute_made_count")

    @api.depends("passed_count", "order_count")
    def _compute_progress(self):
        for record in self:
            record.progress = 100 * record.passed_count / (record.order_count or 1)

    @api.depends("order_ids")
    def _compute_made_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("order_import_id", "in", self.ids)], ["order_import_id"], ["__count"]
            )
        )
        for record in self:
            record.made_count = counts.get(record, 0)

    # Buttons

    def action_import(self):
        """Make the orders; those of a long file are made by the scheduler."""
        self._check_may_import()
        # sudo: tvshop.order.import – an import is changed by its own steps only
        record = self.sudo()
        if record.state != "read":
            raise UserError(self.env._("This file has been imported or discarded already."))
        record.state = "running"
        if record.order_count <= CHUNK:
            record._as_its_user()._run_chunk(record._read())
        else:
            self.env.ref("tvshop_crm.ir_cron_order_import")._trigger()

    def action_discard(self):
        self._check_may_import()
        if self.state != "read":
            raise UserError(self.env._("This file has been imported or discarded already."))
        # sudo: tvshop.order.import – an import is changed by its own steps only
        self.sudo().write({"state": "cancel", "file": False, "preview": False})

    def action_view_orders(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("tvshop_crm.sale_order_action")
        return {**action, "domain": [("order_import_id", "in", self.ids)], "context": {}}

    def _check_may_import(self):
        self.ensure_one()
        self._check_supervisor()
        self.check_access("read")

    @api.model
    def _check_supervisor(self):
        if not self.env.user.has_group("tvshop_crm.group_supervisor"):
            raise AccessError(self.env._("Supervisors import orders."))

    # Reading

    @api.model
    def _receive(self, name, data, **values):
        """Take a file in and say what was found; no order is made yet.

        :param values: `source_id`, `order_method`, `payment_method_kind`
        """
        self._check_supervisor()
        # sudo: tvshop.order.import – files are kept by this step only and changed by nobody
        record = self.sudo().create(
            {
                **values,
                **self._prepare_file_vals(name, data),
                "user_id": self.env.uid,
            }
        )
        record._look()
        return record.with_env(self.env)

    def _look(self):
        try:
            found = self._read()
        except Refused as refused:
            self._refuse(refusal_text(self.env, refused.code, refused.value))
            self.file = False
            return
        finds = self._find(found.orders)
        bad = found.bad + [row for order in found.orders for row in finds.problems(order)]
        self.write(
            {
                "row_count": found.rows,
                "repeated_count": found.repeated,
                "order_count": len(found.orders),
                "known_count": len(finds.known),
                "preview": self._prepare_preview(found.orders, finds),
            }
        )
        self._return_rows(found.header, bad)

    def _read(self):
        """The Orders of the file.

        :raises Refused: if it is no file of orders
        """
        found = read_orders(read_table(self._content()))
        if found.rows > MAX_ROWS:
            raise Refused("too_many_orders", MAX_ROWS)
        return found

    def _prepare_preview(self, orders, finds):
        """The first orders as a table; whose customers they are isn't told before they are made."""
        titles = (
            self.env._("Order"),
            self.env._("Customer"),
            self.env._("Number"),
            self.env._("Address"),
            self.env._("Products"),
        )
        rows = [titles]
        for order in orders[:SHOWN]:
            products = ", ".join(
                f"{line.qty:g} × {finds.product_name(line.product)}" for line in order.lines
            )
            head = order.head
            rows.append((head.ref, head.name, mask(head.phone.e164), head.address, products))
        cells = [Markup("").join(Markup("<td>%s</td>") % cell for cell in row) for row in rows]
        body = Markup("").join(Markup("<tr>%s</tr>") % row for row in cells)
        return Markup('<table class="table table-sm">%s</table>') % body

    # Rows that go back

    def _return_rows(self, header, bad):
        returned = self._new_returned(header)
        for row in sorted(bad, key=lambda row: row.line):
            returned.add(row.cells, row.line, problem_text(self.env, row.code, row.value))
        self.write(self._prepare_returned_vals(returned))

    # Running

    @api.model
    def _cron_import(self):
        """Go on with what is running: chunk by chunk, each whole or not at all."""
        for record in self.search([("state", "=", "running")], order="id"):
            name = record.name
            try:
                if not record._as_its_user()._run_rest():
                    return
            except Exception:
                # What is whole is committed. The next run goes on from there; others don't wait.
                self.env.cr.rollback()
                _logger.exception("The import of %s stopped and is tried again", name)

    def _run_rest(self):
        """Whether the scheduler leaves time for more."""
        found = self._read()
        seconds = 1
        while self.state == "running" and seconds > 0:
            self._run_chunk(found)
            left = self.order_count - self.passed_count
            seconds = self.env["ir.cron"]._commit_progress(1, remaining=-(-left // CHUNK))
        return seconds > 0

    def _as_its_user(self):
        """Orders are those of who brought the file, also if the scheduler makes them."""
        # sudo: tvshop.order.import – checked when the import began
        return self.with_user(self.user_id).with_company(self.company_id).sudo()

    def _run_chunk(self, found):
        chunk = found.orders[self.passed_count : self.passed_count + CHUNK]
        known, bad = self._make_orders(chunk)
        rows = (self.bad_rows or []) + [[row.line, row.code, row.value] for row in bad]
        self.write(
            {
                "passed_count": self.passed_count + len(chunk),
                "known_count": (known + self.known_count) if self.passed_count else known,
                "bad_rows": rows,
            }
        )
        if self.passed_count >= len(found.orders):
            self._finish(found)

    def _finish(self, found):
        cells = {line.number: line.cells for order in found.orders for line in order.lines}
        bad = [BadRow(line, cells[line], code, value) for line, code, value in self.bad_rows or []]
        self._return_rows(found.header, found.bad + bad)
        self.write({"state": "done", "file": False, "preview": False})
