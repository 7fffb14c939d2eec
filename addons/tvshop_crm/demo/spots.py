"""Channels, hotlines and spots as records."""

from . import clock, media
from .catalogue import ITEMS


def make_spots(env, rng, now, products):
    """A year of spots and the coming week: the plan, and the records by number and local start."""
    channels = _make_channels(env)
    hotlines = _make_hotlines(env, channels)
    # Nobody pays for airing what can't be delivered.
    codes = [item.code for item in ITEMS if item.stock > 50 for _time in range(item.popularity)]
    plan = media.plan_spots(rng, now, codes)
    records = env["tvshop.spot"].create(
        [_prepare_spot_vals(spot, hotlines[spot.did], products[spot.code]) for spot in plan]
    )
    return {
        "plan": plan,
        "hotlines": hotlines,
        "records": {(spot.did, spot.start): rec for spot, rec in zip(plan, records, strict=True)},
    }


def _make_channels(env):
    return {
        channel.code: env["tvshop.media.channel"].create(
            {
                "name": channel.name,
                "code": channel.code,
                "color": channel.color,
                "sequence": sequence,
            }
        )
        for sequence, channel in enumerate(media.CHANNELS, 1)
    }


def _make_hotlines(env, channels):
    return {
        hotline.did: env["tvshop.hotline"].create(
            {
                "name": hotline.name,
                "did": hotline.did,
                "channel_id": channels[hotline.channel].id,
            }
        )
        for hotline in media.HOTLINES
    }


def _prepare_spot_vals(spot, hotline, product):
    return {
        "name": product.name.split(" ")[0],
        "hotline_id": hotline.id,
        "channel_id": hotline.channel_id.id,
        "start": clock.to_utc(spot.start),
        "duration": spot.minutes,
        "cost": spot.cost,
        "product_ids": product.ids,
    }
