"""Odoo's bus tries again 50 s after it lost the database; nobody's screen would pop meanwhile."""

from odoo.addons.bus.models import bus

bus.TIMEOUT = 5
