"""Agents' telephones as Asterisk's own store holds them.

Endpoint, address of record and password are objects of PJSIP that live in AstDB, so that a phone
can be opened and closed while calls go on, and is known to the PBX with the bridge down. Endpoint
and address stand as long as the agent exists; the password lives for one session of a browser.
"""

import json
import secrets

from ..ami import actions

FAMILY = "tvshop"
REALM = "tvshop"
MODULE = "res_pjsip.so"


def standing_actions(names, actual):
    """(actions, whether PJSIP must be reloaded) for the agents `names`: extension → shown name.

    `actual` is the store's content, key → value. PJSIP follows the state of those phones only
    that were there when it was last loaded.
    """
    desired = {}
    for ext, name in names.items():
        desired[_key("auth", ext)] = actual.get(_key("auth", ext)) or _text(_closed(ext))
        desired[_key("aor", ext)] = _text(_address())
        desired[_key("endpoint", ext)] = _text(_endpoint(ext, name))
    gone = [key for key in actual if key not in desired]
    changed = [key for key, value in desired.items() if actual.get(key) != value]
    puts = [actions.db_put(key, desired[key]) for key in changed]
    return puts + [actions.db_del(key) for key in gone], any(key not in actual for key in desired)


def open_action(ext, secret):
    """After it a phone can register as `ext` with `secret`."""
    return actions.db_put(_key("auth", ext), _text(_password(ext, secret)))


def close_action(ext):
    """After it nobody can register or call as `ext`."""
    return actions.db_put(_key("auth", ext), _text(_closed(ext)))


def _key(kind, ext):
    return f"{FAMILY}/{kind}/{actions.extension(ext)}"


def _text(values):
    return json.dumps(values, ensure_ascii=False)


def _closed(ext):
    return _password(ext, secrets.token_hex(32))


def _password(ext, secret):
    return {"auth_type": "userpass", "username": ext, "password": secret, "realm": REALM}


def _address():
    return {
        "max_contacts": "1",
        "remove_existing": "yes",
        "minimum_expiration": "30",
        "default_expiration": "120",
    }


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
