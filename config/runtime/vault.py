"""Passwords the parts need among themselves: made once, kept in the state folder."""

import json
import os
from secrets import token_urlsafe

NAMES = ("admin", "odoo_master", "ami", "carrier_ami")


def load(settings):
    """The secrets of this state folder by name; those that are missing are made."""
    path = settings.state / "secrets.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    if missing := [name for name in NAMES if name not in known]:
        known.update({name: token_urlsafe(24) for name in missing})
        with open(path, "w", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            json.dump(known, file)
    return known
