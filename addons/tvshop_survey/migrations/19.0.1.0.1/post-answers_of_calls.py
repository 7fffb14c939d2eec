"""Answers belong to calls; they belonged to attempts of campaigns alone."""

from odoo import SUPERUSER_ID, api

RULES = {
    "user_input_rule_company": "company_id",
    "user_input_line_rule_company": "user_input_id.company_id",
}


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        "SELECT i.id, a.call_id FROM survey_user_input i"
        " JOIN tvshop_campaign_attempt a ON a.id = i.attempt_id WHERE a.call_id IS NOT NULL"
    )
    for answer_id, call_id in cr.fetchall():
        env["survey.user_input"].browse(answer_id).call_id = call_id
    for name, path in RULES.items():
        rule = env.ref(f"tvshop_survey.{name}", raise_if_not_found=False)
        if rule:
            rule.domain_force = f"[('{path}', 'in', company_ids + [False])]"
