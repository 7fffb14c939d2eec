"""Files of numbers to call, without Odoo."""
