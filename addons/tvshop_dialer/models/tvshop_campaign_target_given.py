from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.tvshop_cti.models.tvshop_agent_desk import to_iso
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL
from psycopg2.errors import UniqueViolation

from .. import results
from .tvshop_campaign import MANUAL, PREVIEW, RUNNING, local_time
from .tvshop_campaign_attempt import DONE as OVER
from .tvshop_campaign_attempt import KNOWN, LATER, WRONG
from .tvshop_campaign_target import DONE, GIVEN, HELD, WAITING

# Where the campaign sets no limit: who forgets a number doesn't keep it from others for ever.
FORGOTTEN_SECONDS = 1800


class TvshopCampaignTarget(models.Model):
    """A number with an agent who is going to dial it."""

    _inherit = "tvshop.campaign.target"

    agent_id = fields.Many2one("tvshop.agent", "With Agent", readonly=True, ondelete="set null")
    given_until = fields.Datetime(readonly=True, help="Dialled until then, or given to others.")

    _given_uniq = models.UniqueIndex(
        "(agent_id) WHERE state = 'given'", "This agent has a number already."
    )

    @api.model
    def _given_to(self, agents):
        """The numbers that these agents are to dial now."""
        return self.search(
            [
                ("agent_id", "in", agents.ids),
                ("state", "=", GIVEN),
                ("given_until", ">", fields.Datetime.now()),
            ]
        )

    def _give(self, agent):
        """:raises ConcurrencyError: another tab of this agent was given one at the same time"""
        campaign = self.campaign_id
        limit = campaign.preview_seconds if campaign.mode == PREVIEW else 0
        until = fields.Datetime.now() + timedelta(seconds=limit or FORGOTTEN_SECONDS)
        try:
            with self.env.cr.savepoint():
                self.write(
                    {"state": GIVEN, "agent_id": agent.id, "given_until": until, "reason": False}
                )
                self.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError(self.env._("You were given another number.")) from error
        return self

    def _leave_agent(self, **vals):
        """The one way from an agent: back to the list, unless `vals` or what has happened to it
        say where else."""
        given = self.filtered(lambda target: target.state == GIVEN)
        given.write({"state": WAITING, **vals})
        self.write({"agent_id": False, "given_until": False})

    @api.model
    def _release_overdue(self, pbx):
        self.search(
            [
                ("campaign_id.pbx_id", "=", pbx.id),
                ("state", "=", GIVEN),
                ("given_until", "<=", fields.Datetime.now()),
            ]
        )._leave_agent()

    def _lock_to_dial_by_hand(self):
        """Lock this number if it is to be called now and nobody has it; else it is none."""
        now = fields.Datetime.now()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM tvshop_campaign_target WHERE id = %s AND %s FOR UPDATE SKIP LOCKED",
                self.id,
                self.campaign_id._is_due(now, self.campaign_id._open_zones(now)),
            )
        )
        return self.browse([row_id for (row_id,) in self.env.cr.fetchall()])

    def _check_again(self):
        """Whether this number may still be dialled: time has passed since it was given.

        :return: why not, in words, with the number put away; or an empty string
        """
        now = fields.Datetime.now()
        campaign = self.campaign_id
        if campaign.state != RUNNING:
            self._leave_agent()
            return self.env._("The campaign has been stopped.")
        if self.zone not in campaign._open_zones(now):
            self._leave_agent()
            days = campaign._describe_days(local_time(now, self.zone).date()) if self.zone else ""
            return days or self.env._("Where this customer lives nobody is called at this time.")
        if unrecorded := campaign.pbx_id._describe_unrecorded():
            self._leave_agent()
            return unrecorded
        is_open, trial_id = campaign._trial_scope()
        if not is_open and self.trial_id.id != trial_id:
            self._leave_agent()
            return campaign._describe_trial()
        if campaign._sift(self, now):
            return ""
        self._leave_agent()
        return self._describe_reason()

    def _describe_reason(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return self.env._("This number is not called now: %s.", reasons[self.reason])

    def _dial_by(self, agent):
        """Put the attempt on record and have the agent's telephone dial it.

        :return: as of `tvshop.agent._dial`
        """
        campaign, contact = self.campaign_id, self.contact_method_id
        attempt = campaign._attempt(self, fields.Datetime.now())
        attempt.agent_id = agent
        self._leave_agent()
        dial = campaign._prepare_dial(attempt)
        return agent._dial(
            contact.e164,
            contact.masked,
            partner_id=self.partner_id.id,
            attempt_id=attempt.id,
            linkedid=attempt.linkedid,
            variables={name: dial.variables[name] for name in ("CLI", "RING")},
        )

    def _skip_by(self, agent, reason):
        """The agent has looked and doesn't dial; that is on record with the attempts.

        :param reason: a key of SKIPS
        """
        now = fields.Datetime.now()
        self.env["tvshop.campaign.attempt"].create(
            {
                **self.campaign_id._prepare_attempt_vals(self, now),
                "agent_id": agent.id,
                "state": OVER,
                "result": results.SKIPPED,
                "skip_reason": reason,
                "end": now,
            }
        )
        self._leave_agent(**self._prepare_skip_vals(reason, now))

    def _prepare_skip_vals(self, reason, now):
        """Wrong data wait for a person to mend them; an offer that doesn't suit is none."""
        if reason == LATER:
            return {"next_try_at": self.campaign_id._next_day(now)}
        if reason == KNOWN:
            return {"next_try_at": now + timedelta(days=self.campaign_id.contact_days or 1)}
        return {"state": HELD if reason == WRONG else DONE}

    def _prepare_given(self, agent):
        """The number as the desktop shows it, without its digits."""
        campaign = self.campaign_id.with_context(lang=agent.user_id.lang)
        is_limited = campaign.mode == PREVIEW and campaign.preview_seconds
        results_by_key = dict(self._fields["last_result"]._description_selection(self.env))
        # The rows are shown to the user, so the user's own rights decide.
        shown = self.partner_id.with_user(agent.user_id)._filtered_access("read")
        return {
            "id": self.id,
            "campaign": campaign.name,
            "is_manual": campaign.mode == MANUAL,
            "opening": campaign.opening or "",
            "number_masked": self.masked,
            "region": self.region or "",
            "partners": shown._desktop_rows(),
            "partner_id": shown.id,
            "attempt": self.attempt_count + 1,
            "last_result": results_by_key.get(self.last_result, ""),
            "since": to_iso(fields.Datetime.now()),
            "until": to_iso(self.given_until) if is_limited else False,
            "skips": [
                {"id": key, "name": name}
                for key, name in self.env["tvshop.campaign.attempt"]
                ._fields["skip_reason"]
                ._description_selection(self.env)
            ],
        }
