"""Feedback that carriers send over HTTP: who sent it and when, so that nobody sends it again."""

import hashlib
import hmac
import re

# Seconds that the sender's clock may differ, and for which a signature can be used.
WINDOW = 300
MAX_BYTES = 2 * 2**20
MAX_RECORDS = 5000
_EVENT = re.compile(r"[A-Za-z0-9._:-]{1,100}")


class PushRefused(Exception):
    """`status` is the HTTP status of the answer, `text` tells the sender's engineer what to do."""

    def __init__(self, status, text):
        super().__init__(status, text)
        self.status = status
        self.text = text


def sign(secret, timestamp, event, body):
    """The hex HMAC-SHA256 over `timestamp.event.body`.

    The event id is signed too: whoever hears one message can't send its body under another id.
    """
    message = b".".join((timestamp.encode(), event.encode(), body))
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def check(secret, timestamp, event, signature, body, now):
    """Whether this message comes from who knows `secret`, just now.

    :param secret: empty for an unknown carrier: takes as long and is refused the same way
    :param now: seconds since 1970
    :raises PushRefused: otherwise
    """
    if not _EVENT.fullmatch(event):
        raise PushRefused(400, "X-Tvshop-Event: 1 to 100 of letters, digits and . _ : -")
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        raise PushRefused(400, "X-Tvshop-Timestamp: seconds since 1970")
    expected = sign(secret or "nobody", timestamp, event, body)
    is_same = hmac.compare_digest(expected.encode(), signature.lower().encode())
    if not is_same or not secret:
        raise PushRefused(
            401, "The signature does not fit this carrier, time stamp, event and body"
        )
    if abs(now - int(timestamp)) > WINDOW:
        raise PushRefused(401, f"The time stamp is more than {WINDOW} seconds from our clock")
