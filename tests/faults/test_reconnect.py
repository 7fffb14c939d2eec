"""The browsers are cut off from Odoo while the telephones go on."""

import time

SHOWN_WITHIN = 2.0
NAME = ".o_tvshop_name:has-text('李建国')"


def test_r11_right_call_shows_within_two_seconds_of_the_reconnect(crew, web):
    web.is_refusing = True
    time.sleep(1)
    crew.call("13800000001", seconds=2)
    time.sleep(3)
    crew.call("13800000002", seconds=60)
    time.sleep(2)
    assert not is_shown(crew)
    cut_since = web.websocket_at
    web.is_refusing = False
    crew.work(lambda: web.websocket_at > cut_since, rate=0, is_working=False)
    crew.work(lambda: is_shown(crew), rate=0, is_working=False, every=0.05)
    took = time.monotonic() - web.websocket_at
    for call in crew.placed:
        crew.hang_up(call)
    crew.go_home()
    assert took <= SHOWN_WITHIN, took


def is_shown(crew):
    return any(worker.page.page.query_selector(NAME) for worker in crew.workers)
