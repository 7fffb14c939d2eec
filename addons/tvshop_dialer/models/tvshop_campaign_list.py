from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .tvshop_campaign import ENDED

WAITING, LEFT_OUT = "waiting", "left_out"

# The region is told in Chinese (`tvshop_crm.phone.region`). Xinjiang lives by a clock of its own.
ZONE = SQL(
    "CASE WHEN coalesce(m.region, '') = '' THEN NULL"
    " WHEN m.region LIKE '新疆%%' THEN 'Asia/Urumqi' ELSE 'Asia/Shanghai' END"
)


class TvshopCampaignList(models.Model):
    """Customers of a campaign: a filter, and the targets that it brought."""

    _name = "tvshop.campaign.list"
    _inherit = "tvshop.campaign.part"
    _description = "Call List"
    _order = "campaign_id, sequence, id"

    name = fields.Char(required=True)
    campaign_id = fields.Many2one("tvshop.campaign", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id")
    sequence = fields.Integer("Priority", default=10)
    share = fields.Float(
        "Share (%)",
        help="Of each day's calls, beside other lists with a share. 0: after them, by priority.",
    )
    domain = fields.Char("Customers", required=True, default="[('is_tvshop_customer', '=', True)]")
    import_id = fields.Many2one(
        "tvshop.campaign.import",
        "Imported From",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The file whose numbers are on the list, instead of a filter's customers.",
    )
    match_count = fields.Integer("Match Now", compute="_compute_match_count")
    target_ids = fields.One2many("tvshop.campaign.target", "list_id")
    target_count = fields.Integer("On the List", compute="_compute_target_count")
    waiting_count = fields.Integer("To Be Called", compute="_compute_target_count")
    unfit_text = fields.Char(
        "Not Called",
        compute="_compute_target_count",
        help="How many are left out or put off, and why.",
    )
    filled_at = fields.Datetime(readonly=True, copy=False)

    _share_valid = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "A share lies between 0 and 100%."
    )

    @api.constrains("domain")
    def _check_domain(self):
        """A filter finds nobody by what its author may not read, whoever fills the list later."""
        for one in self:
            one.sudo(False)._partners()

    @api.depends("domain", "import_id")
    def _compute_match_count(self):
        for one in self:
            try:
                one.match_count = one._count_matches()
            except (ValueError, SyntaxError, KeyError):
                one.match_count = 0

    def _count_matches(self):
        if not self.import_id:
            return self.env["res.partner"].search_count(self._prepare_domain())
        # sudo: tvshop.campaign.import – only how many numbers it brought, whoever brought it
        return len(self.import_id.sudo().contact_method_ids)

    def _compute_target_count(self):
        groups = self.env["tvshop.campaign.target"]._read_group(
            [("list_id", "in", self.ids)], ["list_id", "state", "reason"], ["__count"]
        )
        reasons = dict(
            self.env["tvshop.campaign.target"]._fields["reason"]._description_selection(self.env)
        )
        for one in self:
            rows = [row[1:] for row in groups if row[0] == one]
            one.target_count = sum(count for _state, _reason, count in rows)
            one.waiting_count = sum(count for state, _reason, count in rows if state == WAITING)
            counts = {}
            for state, reason, count in rows:
                if reason and state in (WAITING, LEFT_OUT):
                    counts[reason] = counts.get(reason, 0) + count
            one.unfit_text = ", ".join(
                f"{reasons[reason]}: {count}" for reason, count in counts.items()
            )

    def _prepare_domain(self):
        return [
            ("is_tvshop_customer", "=", True),
            *literal_eval(self.domain or "[]"),
        ]

    def _partners(self):
        """The customers whom the filter finds now, as a query. Raises ValidationError."""
        try:
            return self.env["res.partner"]._search(self._prepare_domain())
        except (ValueError, SyntaxError, KeyError, TypeError) as error:
            raise ValidationError(
                self.env._("The filter of “%s” can't be read. Choose it again.", self.name)
            ) from error

    def _chosen_numbers(self):
        """Which contacts `m` belong on the list, as SQL."""
        if not self.import_id:
            return SQL("m.partner_id IN %s AND m.is_main", self._partners().subselect())
        return SQL(
            "m.id IN (SELECT method_id FROM tvshop_campaign_import_number_rel"
            " WHERE import_id = %s)",
            self.import_id.id,
        )

    def action_fill(self):
        """Put the filter's customers on the list; those who are there stay as they are."""
        self.check_access("write")
        for one in self:
            if one.campaign_id.state == ENDED:
                raise UserError(self.env._("The campaign has ended."))
            one._fill()

    def _fill(self):
        """One statement, however many there are; then who is not to be called is left out."""
        self.ensure_one()
        targets = self.env["tvshop.campaign.target"]
        targets.flush_model()
        self.env["tvshop.contact.method"].flush_model()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO tvshop_campaign_target (
                    campaign_id, list_id, partner_id, contact_method_id, zone, state,
                    next_try_at, attempt_count, create_uid, create_date, write_uid, write_date)
                SELECT %(campaign)s, %(list)s,
                       CASE WHEN p.is_tvshop_customer THEN p.id ELSE p.parent_id END,
                       m.id, %(zone)s, 'waiting', %(now)s, 0, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM tvshop_contact_method m JOIN res_partner p ON p.id = m.partner_id
                 WHERE %(chosen)s AND m.active
                ON CONFLICT (campaign_id, contact_method_id) DO NOTHING
                """,
                campaign=self.campaign_id.id,
                list=self.id,
                zone=ZONE,
                now=now,
                uid=self.env.uid,
                chosen=self._chosen_numbers(),
            )
        )
        targets.invalidate_model()
        targets._put_away(self)
        self.filled_at = now
