"""Announcements in Mandarin had been read as English letters."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    spoken = env["tvshop.prompt"].search([("source", "=", "text"), ("language", "=", "cmn")])
    for prompt in spoken:
        prompt.text = prompt.text
