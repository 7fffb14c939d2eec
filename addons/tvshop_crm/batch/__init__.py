"""Making many orders at once, out of the values that Odoo gave to one of their kind."""
