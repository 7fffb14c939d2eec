"""Asterisk Manager Interface: framing, typed actions and an asyncio client, without Odoo."""
