import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..feedback.rows import WAYBILL
from ..waybill.numbers import compose, serials

LARGEST_RANGE = 100_000_000


class TvshopWaybillRange(models.Model):
    """A block of waybill numbers that a carrier gave us, handed out one after the other."""

    _name = "tvshop.waybill.range"
    _description = "Waybill Number Range"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "carrier_id, sequence, id"
    _rec_name = "carrier_id"

    carrier_id = fields.Many2one(
        "delivery.carrier", required=True, index=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    sequence = fields.Integer(default=10, help="Ranges of a carrier are used up in this order.")
    active = fields.Boolean(default=True, tracking=True)
    prefix = fields.Char(help="Letters before the number, as EA in EA123456785CN.")
    suffix = fields.Char(help="Letters after the number, as CN in EA123456785CN.")
    check_digit = fields.Selection(
        [("none", "None"), ("s10", "Postal standard S10 (EMS)")], required=True, default="none"
    )
    first = fields.Char(
        "First Number", required=True, help="Digits only, with its leading zeros.", tracking=True
    )
    last = fields.Char("Last Number", required=True, tracking=True)
    next_number = fields.Char(
        compute="_compute_next_number", store=True, readonly=False, precompute=True, copy=False
    )
    left = fields.Integer("Numbers Left", compute="_compute_left", store=True, precompute=True)
    next_name = fields.Char("Next Waybill", compute="_compute_next_name")
    warn_below = fields.Integer(
        "Warn Below",
        default=500,
        help="With fewer numbers left for the carrier, the person in charge gets a to-do.",
    )
    user_id = fields.Many2one(
        "res.users", "In Charge", required=True, default=lambda self: self.env.user
    )
    is_warned = fields.Boolean(readonly=True, copy=False)

    @api.depends("first")
    def _compute_next_number(self):
        for number_range in self.filtered(lambda r: not r.next_number):
            number_range.next_number = number_range.first

    @api.depends("first", "last", "next_number")
    def _compute_left(self):
        for number_range in self:
            first, last = number_range.first or "", number_range.last or ""
            is_sound = first.isdecimal() and last.isdecimal()
            next_number = int(number_range.next_number or first) if is_sound else 0
            number_range.left = (
                min(max(int(last) - next_number + 1, 0), LARGEST_RANGE) if is_sound else 0
            )

    @api.depends("next_number", "prefix", "suffix", "check_digit", "left")
    def _compute_next_name(self):
        for number_range in self:
            number_range.next_name = number_range.left and number_range._names(1)[0]

    @api.constrains("first", "last", "prefix", "suffix", "check_digit", "next_number")
    def _check_numbers(self):
        for number_range in self:
            if problem := number_range._find_problem():
                raise ValidationError(problem)

    @api.constrains("first", "last", "prefix", "suffix", "carrier_id", "active")
    def _check_overlap(self):
        for number_range in self.filtered("active"):
            others = self.search(
                [("carrier_id", "=", number_range.carrier_id.id), ("id", "!=", number_range.id)]
            )
            if any(map(number_range._overlaps, others)):
                raise ValidationError(
                    self.env._(
                        "Another range of %(carrier)s has numbers from %(first)s to %(last)s.",
                        carrier=number_range.carrier_id.name,
                        first=number_range.first,
                        last=number_range.last,
                    )
                )

    def _find_problem(self):
        """What is wrong with the range, in words; none if nothing is."""
        first, last = self.first, self.last
        if not re.fullmatch(r"[0-9]{1,20}", first) or not re.fullmatch(r"[0-9]{1,20}", last):
            return self.env._("The first and the last number have digits only, up to 20.")
        if len(first) != len(last) or int(first) > int(last):
            return self.env._(
                "The last number has as many digits as the first and is not before it."
            )
        if int(last) - int(first) >= LARGEST_RANGE:
            return self.env._("A range has 100 million numbers at most.")
        if not re.fullmatch(r"[0-9]{1,21}", self.next_number or "") or not (
            int(first) <= int(self.next_number) <= int(last) + 1
        ):
            return self.env._("The next number lies between the first and the last.")
        if not WAYBILL.fullmatch(f"{self.prefix or ''}{first}{self.suffix or ''}"):
            return self.env._(
                "A waybill number has 4 to 40 capital letters, digits and hyphens, and begins with"
                " no hyphen: so it is read back from the carrier's files."
            )
        letters = re.compile(r"[A-Z]{2}")
        if self.check_digit == "s10" and not (
            len(first) == 8
            and letters.fullmatch(self.prefix or "")
            and letters.fullmatch(self.suffix or "")
        ):
            return self.env._(
                "An S10 number has two capital letters, eight digits, its check digit and two"
                " capital letters: EA 12345678 5 CN."
            )
        return None

    def _overlaps(self, other):
        same = (self.prefix or "", self.suffix or "", self.check_digit, len(self.first)) == (
            other.prefix or "",
            other.suffix or "",
            other.check_digit,
            len(other.first),
        )
        return same and not (int(self.last) < int(other.first) or int(other.last) < int(self.first))

    # CRUD

    def write(self, vals):
        if "next_number" in vals and not self.env.su:
            for number_range in self:
                number_range._check_not_back(vals["next_number"])
        result = super().write(vals)
        if {"last", "active", "warn_below", "carrier_id"} & vals.keys():
            self._forget_warning()
        return result

    def _check_not_back(self, next_number):
        is_number = (next_number or "").isdecimal()
        if is_number and int(next_number) < int(self.next_number):
            raise UserError(
                self.env._(
                    "Numbers before %s were given out already: the next one can only move on.",
                    self.next_number,
                )
            )

    # Business

    def _names(self, count):
        self.ensure_one()
        return [
            compose(serial, self.prefix or "", self.suffix or "", self.check_digit)
            for serial in serials(self.next_number, count)
        ]

    @api.model
    def _take(self, carrier, company, count):
        """The next `count` numbers of a carrier as a list of (number, range).

        The ranges stay locked until the end of the transaction: whoever asks meanwhile waits and
        is then tried again, so no number is given twice and none is lost by a rollback.

        :raises UserError: if fewer are left; then none is taken
        """
        # sudo: tvshop.waybill.range – numbers are given by the system to whoever may ship
        ranges = self.sudo()._lock_ranges(carrier, company)
        if sum(ranges.mapped("left")) < count:
            raise UserError(
                self.env._(
                    "%(carrier)s has %(left)s waybill numbers left and %(count)s are needed."
                    " Enter the next range the carrier gave you under Configuration, Warehouse,"
                    " Waybill Numbers.",
                    carrier=carrier.name,
                    left=sum(ranges.mapped("left")),
                    count=count,
                )
            )
        taken = []
        for number_range in ranges:
            portion = min(number_range.left, count - len(taken))
            taken += [(name, number_range) for name in number_range._names(portion)]
            number_range._advance(portion)
        ranges._warn_if_low()
        return taken

    @api.model
    def _lock_ranges(self, carrier, company):
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM tvshop_waybill_range WHERE carrier_id = %s AND company_id = %s"
                ' AND active AND "left" > 0 ORDER BY sequence, id FOR UPDATE',
                carrier.id,
                company.id,
            )
        )
        ranges = self.browse(row[0] for row in rows)
        ranges.invalidate_recordset(["next_number", "left"], flush=False)
        return ranges

    def _advance(self, count):
        if count:
            width = len(self.first)
            self.next_number = f"{int(self.next_number) + count:0{width}d}"

    def _warn_if_low(self):
        """One to-do for the person in charge when a carrier's numbers run low."""
        left = sum(self.mapped("left"))
        current = self.filtered("left")[:1] or self[-1:]
        if not current or current.is_warned or left >= current.warn_below:
            return
        self.is_warned = True
        current.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=current.user_id.id,
            summary=self.env._(
                "%(carrier)s: %(left)s waybill numbers left",
                carrier=current.carrier_id.name,
                left=left,
            ),
            note=self.env._("Ask the carrier for the next range and enter it."),
        )

    def _forget_warning(self):
        """More numbers came in: the carrier's ranges may warn again."""
        ranges = self.search([("carrier_id", "in", self.carrier_id.ids), ("is_warned", "=", True)])
        for carrier, own in ranges.grouped("carrier_id").items():
            left = sum(self.search([("carrier_id", "=", carrier.id)]).mapped("left"))
            own.filtered(lambda r, left=left: left >= r.warn_below).is_warned = False

    @api.model_create_multi
    def create(self, vals_list):
        ranges = super().create(vals_list)
        ranges._forget_warning()
        return ranges
