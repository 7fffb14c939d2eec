"""An agent's softphone as Asterisk's own store holds it, for one session.

Endpoint, address of record and password are objects of PJSIP that live in AstDB, so that a phone
can be opened and closed while calls go on, and is known to the PBX with the bridge down.
"""

import json

from ..ami import actions

PREFIX = "tvshop"
CONTACTS = "registrar/contact"
REALM = "tvshop"


def key(kind, ext):
    return f"{PREFIX}/{kind}/{actions.extension(ext)}"


def open_actions(ext, secret, display_name):
    """Actions after which a phone can register as `ext` with `secret`; the endpoint comes last,
    so that it never lacks its parts."""
    objects = {
        "auth": {"auth_type": "userpass", "username": ext, "password": secret, "realm": REALM},
        "aor": {
            "max_contacts": "1",
            "remove_existing": "yes",
            "minimum_expiration": "30",
            "default_expiration": "120",
        },
        "endpoint": _endpoint(ext, display_name),
    }
    return [
        actions.db_put(key(kind, ext), json.dumps(values, ensure_ascii=False))
        for kind, values in objects.items()
    ]


def _endpoint(ext, display_name):
    return {
        "transport": "transport-ws",
        "context": "from-agent",
        "allow": "alaw,ulaw",
        "webrtc": "yes",
        "aors": ext,
        "auth": ext,
        "callerid": f'"{actions.shown_name(display_name)}" <{ext}>',
        "direct_media": "no",
        "rtp_timeout": "20",
        "rtp_timeout_hold": "60",
    }


def close_actions(ext, contact_keys):
    """Actions after which no phone is registered as `ext` and none can register.

    `contact_keys` are the keys under CONTACTS; those of this extension are dropped. The endpoint
    goes first: without it nothing else counts.
    """
    own = f"{CONTACTS}/{actions.extension(ext)};"
    keys = [key(kind, ext) for kind in ("endpoint", "auth", "aor")]
    return [actions.db_del(one) for one in (*keys, *(k for k in contact_keys if k.startswith(own)))]
