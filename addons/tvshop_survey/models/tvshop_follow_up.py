import logging
from ast import literal_eval
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.addons.tvshop_crm.models.sale_order import ORDER_STATES
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

ORDER, FALL, COMPLAINT = "order", "fall", "complaint"
BIRTHDAY, OTHER = "birthday", "other"
EVENTS = [
    (ORDER, "An order changed its state"),
    (FALL, "A customer's grade fell"),
    (COMPLAINT, "A complaint was closed"),
    (BIRTHDAY, "Birthday"),
    (OTHER, "Date of another record"),
]
# (model, its date, its customer)
SOURCES = {
    ORDER: ("tvshop.order.event", "date", "order_id.partner_id"),
    FALL: ("tvshop.grade.change", "date", "partner_id"),
    COMPLAINT: ("mail.activity", "date_done", "tvshop_complainant_id"),
    BIRTHDAY: ("res.partner", "birthdate_date", "id"),
}
# What the scheduler missed is made up for so long; later a call would come out of the blue.
GRACE = timedelta(days=3)
ACTIVE_STATES = ("approved", "running", "paused")


class TvshopFollowUp(models.Model):
    """Calls that follow an event: a call list that fills itself, day by day."""

    _name = "tvshop.follow.up"
    _description = "Follow-up Call"
    _inherits = {"tvshop.campaign.list": "list_id"}
    _order = "id"

    list_id = fields.Many2one("tvshop.campaign.list", required=True, ondelete="cascade")
    active = fields.Boolean(default=True)
    event = fields.Selection(EVENTS, required=True, default=ORDER)
    days = fields.Integer("Days After", default=3, help="Below 0: before a birthday.")
    order_state = fields.Selection(ORDER_STATES, "Became", default="delivered")
    other_model = fields.Selection("_selection_other_model", "Kind of Record")
    date_path = fields.Char("Its Date")
    partner_path = fields.Char("Its Customer")
    event_model = fields.Char(compute="_compute_event_model")
    condition = fields.Char(
        "Only If",
        default="[]",
        help="Of the event: for instance of the order's products, or of the customer.",
    )
    due_count = fields.Integer("Due Now", compute="_compute_due_count")
    occasion_ids = fields.One2many("tvshop.follow.up.occasion", "follow_up_id")
    occasion_count = fields.Integer("Taken So Far", compute="_compute_occasion_count")
    failure = fields.Char(
        "Not Taken Up Because", readonly=True, copy=False, help="Tried again every hour."
    )

    _days_valid = models.Constraint(
        "CHECK (days BETWEEN 0 AND 365 OR event = 'birthday' AND days BETWEEN -30 AND 30)",
        "A call follows within 0 to 365 days; for a birthday it comes up to 30 days before or"
        " after.",
    )

    @api.model
    def _selection_other_model(self):
        """The kinds of record that the user may read and that have a date and a customer."""
        # sudo: ir.model – the names of what the user may read anyhow
        models_ = self.env["ir.model"].sudo().search([("transient", "=", False)], order="name")
        return [(one.model, one.name) for one in models_ if self._is_source(one.model)]

    @api.model
    def _is_source(self, name):
        model = self.env.get(name)
        if model is None or model._abstract or not model.has_access("read"):
            return False
        stored = [
            field
            for field in model._fields.values()
            if field.store and field.name not in models.MAGIC_COLUMNS
        ]
        return any(field.type in ("date", "datetime") for field in stored) and any(
            field.type == "many2one" and field.comodel_name == "res.partner" for field in stored
        )

    @api.depends("event", "other_model")
    def _compute_event_model(self):
        for rule in self:
            known = SOURCES.get(rule.event)
            rule.event_model = known[0] if known else rule.other_model

    @api.depends(
        "event", "days", "order_state", "other_model", "date_path", "partner_path", "condition"
    )
    def _compute_due_count(self):
        for rule in self:
            try:
                rule.due_count = len(rule._new_events(fields.Datetime.now()))
            except (UserError, ValueError, SyntaxError, KeyError):
                rule.due_count = 0

    def _compute_occasion_count(self):
        groups = self.env["tvshop.follow.up.occasion"]._read_group(
            [("follow_up_id", "in", self.ids)], ["follow_up_id"], ["__count"]
        )
        counts = {rule.id: count for rule, count in groups}
        for rule in self:
            rule.occasion_count = counts.get(rule.id, 0)

    @api.constrains("event", "order_state", "other_model", "date_path", "partner_path", "condition")
    def _check_event(self):
        for rule in self:
            if rule.event == ORDER and not rule.order_state:
                raise ValidationError(self.env._("Say which state the order must reach."))
            if rule.event == OTHER:
                rule._check_paths()
            try:
                # Constraints of new records are asked as the system; the author's rights count.
                rule.sudo(False)._due_events(fields.Datetime.now())
            except (ValueError, SyntaxError, KeyError, TypeError) as error:
                raise ValidationError(
                    self.env._("The condition of “%s” can't be read. Choose it again.", rule.name)
                ) from error

    def _check_paths(self):
        if not (self.other_model and self.date_path and self.partner_path):
            raise ValidationError(
                self.env._("Choose the kind of record, its date and its customer.")
            )
        model = self.env[self.other_model]
        date = model._fields.get(self.date_path)
        if not date or date.type not in ("date", "datetime") or not date.store:
            raise ValidationError(
                self.env._("“%s” is no date that can be searched for.", self.date_path)
            )
        if _comodel(model, self.partner_path) != "res.partner":
            raise ValidationError(self.env._("“%s” leads to no customer.", self.partner_path))

    # As a part of its campaign it changes as the campaign does

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["domain"] = "[('id', '=', False)]"
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) - {"sequence"}:
            self.list_id._check_editable()
        return super().write(vals)

    def unlink(self):
        lists = self.list_id
        result = super().unlink()
        lists.unlink()
        return result

    # Buttons

    def action_fill(self):
        """Take up what is due now, instead of waiting for the scheduler."""
        return self.list_id.action_fill()

    def action_view_occasions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "tvshop_survey.follow_up_occasion_action"
        )
        return {**action, "domain": [("follow_up_id", "=", self.id)]}

    # What is due

    @api.model
    def _cron_fill(self):
        """Take up what is due for every campaign that is approved and has not ended."""
        for rule in self.search([("campaign_id.state", "in", ACTIVE_STATES)]):
            try:
                with self.env.cr.savepoint():
                    rule.list_id._fill()
            except Exception as error:
                _logger.exception("The follow-up %s cannot be filled", rule.name)
                rule.failure = str(error) or type(error).__name__

    def _take_occasions(self, now):
        """Put on record what is due and was not taken yet; returns these occasions."""
        occasions = self.env["tvshop.follow.up.occasion"]
        for rule in self.filtered("active"):
            # sudo: tvshop.follow.up.occasion – written by the rule, never by hand
            occasions |= occasions.sudo().create(
                [
                    {"follow_up_id": rule.id, "key": key, "partner_id": partner_id, "at": at}
                    | self._prepare_subject_vals(record)
                    for key, (partner_id, at, record) in rule._new_events(now).items()
                ]
            )
        occasions.flush_recordset()
        return occasions

    @api.model
    def _prepare_subject_vals(self, record):
        """What a call about this event is about: the order, the grade, the record itself."""
        about = record
        if record._name == "tvshop.order.event":
            record = about = record.order_id
        elif record._name == "tvshop.grade.change":
            about = record.to_grade_id
        is_customer = record._name == "res.partner"
        label = False if is_customer else about.display_name
        return {"res_model": record._name, "res_id": record.id, "label": label}

    def _new_events(self, now):
        """Those of `_due_events` that were not taken yet."""
        events = self._due_events(now)
        known = self.env["tvshop.follow.up.occasion"].search_fetch(
            [("follow_up_id", "in", self.ids), ("key", "in", list(events))], ["key"]
        )
        return {key: events[key] for key in events.keys() - set(known.mapped("key"))}

    def _due_events(self, now):
        """{key: (customer's id, when it happened, the event)} of what a call is due about."""
        self.ensure_one()
        until = now - timedelta(days=self.days)
        if self.event == BIRTHDAY:
            return self._due_birthdays(until)
        if self.event == OTHER and not (self.other_model and self.date_path and self.partner_path):
            return {}
        _model, date_path, partner_path = SOURCES.get(
            self.event, (None, self.date_path, self.partner_path)
        )
        # With the rights of whoever looks: a condition must not tell what one may not read.
        events = self.env[self.event_model].search(
            self._prepare_condition()
            & Domain(date_path, ">", until - GRACE)
            & Domain(date_path, "<=", until)
        )
        # sudo: res.partner – whose customers they are, for the scheduler sees every company's
        partners = events.mapped(partner_path).sudo()
        company = self.campaign_id.company_id
        own = set(partners.filtered(lambda one: one.company_id <= company).ids)
        return {
            str(record.id): (partner.id, _moment(record[date_path]), record)
            for record in events
            for partner in record.mapped(partner_path)[:1]
            if partner.id in own
        }

    def _prepare_condition(self):
        condition = Domain(literal_eval(self.condition or "[]"))
        company = self.campaign_id.company_id
        if self.event == ORDER:
            return (
                condition
                & Domain("to_state", "=", self.order_state)
                & Domain("order_id.company_id", "=", company.id)
            )
        if self.event == FALL:
            return condition & Domain("basis", "=", "fall")
        if self.event == COMPLAINT:
            return condition & Domain("active", "=", False)
        if "company_id" in self.env[self.event_model]._fields:
            condition &= Domain("company_id", "in", (company.id, False))
        return condition

    def _due_birthdays(self, until):
        """Those whose day was within the grace; a birthday of 29 February is on the 28th too."""
        local = fields.Datetime.context_timestamp(self.with_context(tz=self._zone()), until).date()
        days = [local - timedelta(days=back) for back in range(GRACE.days)]
        wanted = Domain.OR(
            [
                Domain("birthdate_date.month_number", "=", month)
                & Domain("birthdate_date.day_of_month", "in", list(dates))
                for month, dates in _by_month(days).items()
            ]
        )
        partners = self.env["res.partner"].search_fetch(
            self._prepare_condition() & Domain("is_tvshop_customer", "=", True) & wanted,
            ["birthdate_date"],
        )
        found = {}
        for partner in partners:
            day = next(day for day in days if _celebrates(partner.birthdate_date, day))
            found[f"{partner.id}-{day.year}"] = (partner.id, _moment(day), partner)
        return found

    def _zone(self):
        return self.campaign_id.pbx_id._dial_zone()


def _celebrates(birth, day):
    if (birth.month, birth.day) == (2, 29):
        return (day.month, day.day) in ((2, 28), (2, 29))
    return (birth.month, birth.day) == (day.month, day.day)


def _by_month(days):
    """{month: days of it on which birthdays are} of some days."""
    months = {}
    for day in days:
        months.setdefault(day.month, set()).add(day.day)
    if 28 in months.get(2, ()):
        months[2].add(29)
    return months


def _moment(value):
    return value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())


def _comodel(model, path):
    """The name of the model at the end of a dotted path of a model's fields, or None."""
    for name in path.split("."):
        field = model._fields.get(name) if model is not None else None
        model = model.env[field.comodel_name] if field and field.relational else None
    return model._name if model is not None else None
