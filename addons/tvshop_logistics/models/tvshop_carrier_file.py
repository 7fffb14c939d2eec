from itertools import islice

from odoo import api, fields, models
from odoo.addons.tvshop_crm.tables.cells import BadRow, Unreadable
from odoo.addons.tvshop_crm.tables.table import Refused, is_cut, read_table

from ..feedback.texts import problem_text, refusal_text

BATCH = 2000
# Larger files are read by the scheduler, while the user goes on.
AT_ONCE = 2**20


class TvshopCarrierFile(models.AbstractModel):
    """A carrier's file, read row by row by the format that was made on a sample."""

    _name = "tvshop.carrier.file"
    _inherit = "tvshop.file.mixin"
    _description = "Carrier's File"
    _format_model = _cron = ""

    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, readonly=True, index=True, ondelete="restrict"
    )
    file = fields.Binary(required=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Read"), ("refused", "Refused")],
        required=True,
        default="waiting",
        readonly=True,
    )
    new_count = fields.Integer("New", readonly=True)
    repeated_count = fields.Integer("Known Already", readonly=True)

    @api.model
    def _receive(self, carrier, name, data, **values):
        """Take a file in; a small one is read at once.

        :raises UserError: for a carrier whose files nobody has described yet
        """
        carrier.check_access("read")
        if not self._format_of(carrier):
            self._raise_unknown_format(carrier)
        # sudo: self – files are kept by this step only and changed by nobody
        record = self.sudo()._put_down(carrier, name, data, **values)
        if record._is_read_at_once(data):
            record._read()
        else:
            self.env.ref(self._cron)._trigger()
        return record.with_env(self.env)

    def _raise_unknown_format(self, carrier):
        """Say where the format of the carrier's files is made."""
        raise NotImplementedError

    @api.model
    def _put_down(self, carrier, name, data, **values):
        return self.create(
            {
                **self._prepare_file_vals(name, data),
                "carrier_id": carrier.id,
                "company_id": (carrier.company_id or self.env.company).id,
                **values,
            }
        )

    @api.model
    def _format_of(self, carrier):
        return self.env[self._format_model].search([("carrier_id", "=", carrier.id)])

    def _is_read_at_once(self, data):
        return len(data) <= AT_ONCE

    @api.model
    def _cron_read(self):
        for record in self.search([("state", "=", "waiting")], order="id"):
            record._in_company_language()._read()
            self.env["ir.cron"]._commit_progress(1)

    def _in_company_language(self):
        """What is told of the file is read by this company's people, whoever reads it in."""
        return self.with_context(lang=self.company_id.partner_id.lang)

    def _read(self):
        """Read the file: all of it, or nothing and the reason."""
        self.ensure_one()
        form, data = self._format_of(self.carrier_id), self._content()
        try:
            with self.env.cr.savepoint():
                if form.is_line_ended and is_cut(data):
                    raise Refused("cut")
                self._take_rows(self._read_rows(read_table(data), form._form()))
        except Refused as refused:
            self.env.invalidate_all()
            self._refuse(self._refusal_text(refused))

    def _read_rows(self, table, form):
        """Yield `(line, cells, what it says)` or BadRow, with None for what the header says."""
        raise NotImplementedError

    def _refusal_text(self, refused):
        return refusal_text(self.env, refused.code, refused.value)

    def _take_rows(self, rows):
        """Take what can be taken, batch by batch; the ReturnedRows."""
        returned, taken, new = self._new_returned(), 0, 0
        while batch := list(islice(rows, BATCH)):
            good = self._sort_out(batch, returned)
            taken += len(good)
            new += self._take(good)
        self._note(returned, taken, new)
        return returned

    def _sort_out(self, batch, returned):
        """The values of a batch's good rows; the others are put with `returned`."""
        known = self._look_up([row[2] for row in batch if not isinstance(row, BadRow) and row[2]])
        good = []
        for row in batch:
            if isinstance(row, BadRow):
                self._return(returned, *row)
            elif row[2] is None:
                self._add_header(returned, row[1])
            else:
                try:
                    good.append(self._prepare_row(row[0], row[2], known))
                except Unreadable as problem:
                    self._return(returned, *row[:2], problem.code, problem.value)
        return good

    def _return(self, returned, line, cells, code, value):
        returned.add(cells, line, problem_text(self.env, code, value))

    def _look_up(self, told):
        """What `_prepare_row` has to know of all rows that are `told`."""

    def _prepare_row(self, line, told, known):
        """The values of a row.

        :raises Unreadable: if it can't be taken
        """
        raise NotImplementedError

    def _take(self, values):
        """Keep the values of a batch; how many were new."""
        raise NotImplementedError

    def _note(self, returned, taken, new):
        """Put on record what was read."""
        self.write(
            {
                "state": "done",
                "row_count": taken + returned.count,
                "new_count": new,
                "repeated_count": taken - new,
                **self._prepare_returned_vals(returned),
            }
        )
