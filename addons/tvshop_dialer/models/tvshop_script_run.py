from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import format_date
from psycopg2.errors import UniqueViolation

from .tvshop_script_step import SIDE
from .tvshop_script_visit import ANSWERED, MOST_NOTE, OPEN, UNDONE


class TvshopScriptRun(models.Model):
    """A script in a call: which version, where it stands. Its visits are what was shown, in order.

    The talk stands at the newest open visit: an objection is put on top of the step it interrupts,
    which comes back when the objection is answered.
    """

    _name = "tvshop.script.run"
    _description = "Script in a Call"
    _order = "id DESC"

    call_id = fields.Many2one("tvshop.call", required=True, readonly=True, ondelete="cascade")
    version_id = fields.Many2one(
        "tvshop.script.version", required=True, readonly=True, index=True, ondelete="restrict"
    )
    script_id = fields.Many2one(related="version_id.script_id", store=True)
    company_id = fields.Many2one(related="version_id.company_id", store=True)
    partner_id = fields.Many2one(related="call_id.partner_id", store=True, index="btree_not_null")
    agent_id = fields.Many2one("tvshop.agent", readonly=True, ondelete="restrict")
    visit_ids = fields.One2many("tvshop.script.visit", "run_id")
    turn = fields.Integer(readonly=True, help="How often something was done.")
    is_finished = fields.Boolean(readonly=True, help="The talk came to an end of the script.")

    _call_uniq = models.Constraint("UNIQUE (call_id)", "This call has its script already.")

    @api.model
    def _begin(self, call, agent):
        """The run of a call, made at the first asking; none if no script fits."""
        run = self.search([("call_id", "=", call.id)])
        script = not run and self.env["tvshop.script"]._for_call(call, call.partner_id)
        if not script:
            return run
        version = script._version_for(call, call.partner_id)
        vals = {"call_id": call.id, "version_id": version.id, "agent_id": agent.id}
        try:
            with self.env.cr.savepoint():
                run = self.create(vals)
        except UniqueViolation as error:  # two pages asked at once: the later asks again
            raise ConcurrencyError(str(error)) from error
        run._show(version._first_step())
        return run

    def _take_turn(self):
        """Of two who do something at once the second is asked again, with what the first did."""
        self.turn += 1
        self.flush_recordset(["turn"])

    def _current(self):
        return self.visit_ids.filtered(lambda visit: visit.state == OPEN)[-1:]

    def _given(self):
        return self.visit_ids.filtered(lambda visit: visit.state == ANSWERED).answer_id

    def _show(self, step):
        self.env["tvshop.script.visit"].create(
            {"run_id": self.id, "step_id": step.id, "shown_turn": self.turn}
        )
        # A step that asks nothing ends the talk, but a side step, which leads back.
        self.is_finished = not step.answer_ids and step.kind not in SIDE

    def _answer(self, visit_id, answer_id, note=""):
        """Record an answer, what else was said, and go where it leads; what was answered stays."""
        self._take_turn()
        visit = self._current()
        if visit.id != visit_id:
            return
        answer = visit.step_id.answer_ids.filtered(lambda one: one.id == answer_id)
        if not answer and (answer_id or visit.step_id.answer_ids):
            raise UserError(self.env._("Choose one of the answers on the screen."))
        visit.write(
            {
                "state": ANSWERED,
                "answer_id": answer.id,
                "note": " ".join(str(note or "").split())[:MOST_NOTE],
                "answered_at": fields.Datetime.now(),
                "answered_turn": self.turn,
            }
        )
        if answer.next_step_id:
            self._show(answer.next_step_id)
        elif visit.step_id.kind not in SIDE:
            self.is_finished = True

    def _open(self, step_id):
        """Interrupt the talk with an objection, a question or a competitor."""
        self._take_turn()
        step = self.version_id.step_ids.filtered(lambda one: one.id == step_id)
        if step.kind not in SIDE:
            raise UserError(self.env._("This step isn't reached by a key."))
        if self._current().step_id != step:
            was_finished = self.is_finished
            self._show(step)
            self.is_finished = was_finished

    def _back(self):
        """Take back what was done last: the step that was opened, or the answer that was given."""
        self._take_turn()
        visits = self._valid_visits()
        last = self._last_turn()
        if not last:
            return
        visits.filtered(lambda visit: visit.shown_turn == last).state = UNDONE
        visits.filtered(lambda visit: visit.answered_turn == last).write(
            {"state": OPEN, "answer_id": False, "answered_at": False, "answered_turn": 0}
        )
        self.is_finished = False

    def _valid_visits(self):
        return self.visit_ids.filtered(lambda visit: visit.state != UNDONE)

    def _last_turn(self):
        """Of what was done last and not taken back; 0 where the first step is all there is."""
        visits = self._valid_visits()
        return max(visits.mapped("shown_turn") + visits.mapped("answered_turn"), default=0)

    # On the screen

    def _prepare_screen(self):
        """What the agent's desktop shows; see `TvshopAgent.desk_script`."""
        self.ensure_one()
        visit, values = self._current(), self._values()
        step, given = visit.step_id, self._given()
        shown = self.visit_ids.filtered(lambda one: one.state == ANSWERED)
        return {
            "run_id": self.id,
            "call_id": self.call_id.id,
            "name": self.version_id.display_name,
            "is_finished": self.is_finished,
            "can_go_back": bool(self._last_turn()),
            "visit_id": visit.id,
            "note": visit.note or "",
            "step": bool(visit)
            and {
                "id": step.id,
                "name": step.name,
                "kind": step.kind,
                "kind_label": step._kind_label(),
                "text": step._fill(values),
                "is_side": step.is_side,
                "answers": [
                    {"id": one.id, "name": one.name}
                    for one in step.answer_ids
                    if one._fits(self.partner_id, given)
                ],
            },
            "path": [
                {"step": one.step_id.name, "answer": one.answer_id.name or ""} for one in shown
            ],
            "sides": [
                {"id": one.id, "name": one.name, "kind": one.kind, "kind_label": one._kind_label()}
                for one in self.version_id._ordered_steps()
                if one.is_side
            ],
        }

    def _values(self):
        """What can be filled in, as text."""
        call = self.call_id
        products = self.script_id.product_ids
        product = (products & call.spot_id.product_ids or products or call.spot_id.product_ids)[:1]
        return {
            "customer": self.partner_id.name,
            "product": product.name,
            "price": product and self._own_price(product),
            **self._customer_values(),
            "spot": call.spot_id.name,
            "channel": (call.spot_id.channel_id or call.channel_id).name,
            "hotline": call.hotline_id.name,
            "campaign": call.campaign_id.name,
            "agent": self.env.user.name,
            "company": self.company_id.name,
        }

    def _own_price(self, product):
        """What the desktop offers it for to this customer."""
        orders = self.env["sale.order"].with_company(self.company_id)
        pricelist, currency = orders._desktop_pricelist(self.partner_id.id)
        return currency.format(pricelist._get_product_price(product, 1.0, currency=currency))

    def _customer_values(self):
        partner = self.partner_id
        stages = dict(partner._fields["lifecycle_stage"]._description_selection(self.env))
        last = self._last_order()
        day = last and fields.Datetime.context_timestamp(last, last.date_order).date()
        return {
            "grade": partner.grade_id.name,
            "stage": stages.get(partner.lifecycle_stage),
            "city": partner.city_id.name or partner.city,
            "order": last.name,
            "order_product": last.order_line.product_id[:1].name,
            "order_day": last and format_date(self.env, day),
        }

    def _last_order(self):
        """Whoever took it: the author of the script wants it to be spoken of."""
        orders = self.env["sale.order"]
        if not self.partner_id:
            return orders
        return orders.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
            ],
            order="date_order DESC, id DESC",
            limit=1,
        )
