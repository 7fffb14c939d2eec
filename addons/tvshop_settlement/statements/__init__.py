"""What a supplier is owed for a period by its contract. Pure: money is integer cents, no Odoo."""
