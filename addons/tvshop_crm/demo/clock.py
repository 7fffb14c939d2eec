"""The company's time. Plans are in local time, records in UTC; both without a zone."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def local_now():
    return datetime.now(ZONE).replace(tzinfo=None)


def to_local(utc):
    return utc.replace(tzinfo=timezone.utc).astimezone(ZONE).replace(tzinfo=None)


def to_utc(local):
    return local.replace(tzinfo=ZONE).astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
