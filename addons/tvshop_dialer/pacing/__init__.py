"""How many calls to place, and when: values in, values out, without Odoo.

`controller.Pacer` paces one campaign, `share` divides agents and lines among campaigns.
Why it is built so, with the formulas and their sources: docs/pacing.md.
"""
