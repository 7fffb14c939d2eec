from odoo import api, fields, models
from odoo.exceptions import UserError

from ..script.chance import draw
from .res_partner import KNOWN, NEW
from .tvshop_script_version import DRAFT, PUBLISHED

# The more closely a script says where it is used, the sooner it is chosen.
CAMPAIGN_RANK, PRODUCT_RANK, HOTLINE_RANK, ANYWHERE_RANK = 4, 3, 2, 1


class TvshopScript(models.Model):
    """What agents say in a kind of calls. Its versions hold the words."""

    _name = "tvshop.script"
    _description = "Script"
    _inherit = ["mail.thread", "tvshop.script.condition"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    campaign_ids = fields.Many2many("tvshop.campaign", string="Campaigns", check_company=True)
    hotline_ids = fields.Many2many(
        "tvshop.hotline", string="Hotlines", help="For inbound calls on these lines."
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        help="For inbound calls on a spot that shows one of them. The script's words about the "
        "product are filled in from it, in campaigns too.",
    )
    customer_kind = fields.Selection(
        [(NEW, "Who never ordered"), (KNOWN, "Who ordered before")],
        "Customers",
        help="Empty: all of them.",
    )
    grade_ids = fields.Many2many("tvshop.grade", string="Grades", help="Empty: all of them.")
    version_ids = fields.One2many("tvshop.script.version", "script_id")
    published_text = fields.Char("In Use", compute="_compute_published_text")

    @api.depends("version_ids.state", "version_ids.share")
    def _compute_published_text(self):
        for script in self:
            published = script.version_ids.filtered(lambda one: one.state == PUBLISHED)
            script.published_text = ", ".join(published.mapped("display_name"))

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        if any(version.state != DRAFT for version in self.version_ids):
            raise UserError(
                self.env._("Calls may have used this script. Archive it instead of deleting it.")
            )

    def action_new_version(self):
        """A draft to work on: of the newest version's steps, or the draft that is there."""
        self.ensure_one()
        draft = self.version_ids.filtered(lambda one: one.state == DRAFT)[:1]
        if not draft:
            newest = self.version_ids[:1]
            draft = newest._draft_copy() if newest else newest.create({"script_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": draft._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    # Which one a call gets

    @api.model
    def _for_call(self, call, partner):
        """The script for a call with this customer, who may be unknown; maybe none.

        The closest place wins (campaign, product on the spot, hotline, anywhere), then who says
        more of the customer, then the order of the list.
        """
        # sudo: tvshop.script – chosen for the user, whatever else the user may see
        scripts = self.sudo().search(
            [
                ("company_id", "=", call.pbx_id.company_id.id),
                ("version_ids.state", "=", PUBLISHED),
            ]
        )
        kind = partner._script_kind()
        ranks = [(script._rank(call, kind, partner), script) for script in scripts]
        fitting = [(rank, script) for rank, script in ranks if rank]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else self.browse()

    def _rank(self, call, kind, partner):
        place = self._place_rank(call)
        if (
            not place
            or self.customer_kind not in (False, kind)
            or (self.grade_ids and partner.grade_id not in self.grade_ids)
            or not self._fits_partner(partner)
        ):
            return None
        narrowed = (self.customer_kind, self.grade_ids, self._domain())
        return place, sum(map(bool, narrowed))

    def _place_rank(self, call):
        if call.campaign_id:
            if call.campaign_id in self.campaign_ids:
                return CAMPAIGN_RANK
        elif self.product_ids & call.spot_id.product_ids:
            return PRODUCT_RANK
        elif call.hotline_id in self.hotline_ids:
            return HOTLINE_RANK
        is_anywhere = not (self.campaign_ids or self.hotline_ids or self.product_ids)
        return ANYWHERE_RANK if is_anywhere else 0

    def _version_for(self, call, partner):
        """The version of a customer: the one had before while it is in use, else drawn by lot."""
        versions = self.version_ids.filtered(lambda one: one.state == PUBLISHED).sorted("id")
        if partner:
            last = self.env["tvshop.script.run"].search(
                [("partner_id", "=", partner.id), ("version_id", "in", versions.ids)],
                order="id DESC",
                limit=1,
            )
            if last:
                return last.version_id
        key = f"{self.id}-{partner.id or call.caller_e164 or call.id}"
        return draw({one: one.share for one in versions}, key)
