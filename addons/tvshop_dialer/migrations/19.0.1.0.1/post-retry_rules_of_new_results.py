"""Results that the ear tells had no retry rule, so that their numbers were never tried again."""

from odoo import SUPERUSER_ID, api
from odoo.addons.tvshop_dialer import results
from odoo.addons.tvshop_dialer.models.tvshop_campaign_retry import USUAL

NEW = (results.SWITCHED_OFF, results.SUSPENDED, results.CALL_WAITING)


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["tvshop.campaign.retry"].create(
        [
            {
                "campaign_id": campaign.id,
                "result": result,
                "delay_minutes": delay,
                "growth": growth,
                "max_tries": tries,
            }
            for campaign in env["tvshop.campaign"].search([("state", "!=", "ended")])
            for result, (delay, growth, tries) in USUAL.items()
            if result in set(NEW) - set(campaign.retry_ids.mapped("result"))
        ]
    )
