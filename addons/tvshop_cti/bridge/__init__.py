"""The bridge between Asterisk and Odoo. Only `gateway` touches the ORM."""
