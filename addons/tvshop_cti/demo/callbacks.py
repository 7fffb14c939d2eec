"""What became of the call-backs that a day's lost calls had made, and what customers wished for."""

from datetime import timedelta, timezone

from odoo.addons.tvshop_crm.demo import clock
from odoo.addons.tvshop_crm.phone import national_digits

from .calls import extensions, record, to_epoch
from .telephony import SALES

# Outcomes of the attempts, and how often; none: it still waits.
COURSES = {
    ("answered",): 50,
    ("no_answer", "answered"): 14,
    ("busy",): 12,
    ("no_answer", "busy", "no_answer"): 10,
    (): 14,
}
FIRST_AFTER, NEXT_AFTER = (60, 600), (300, 1500)
WISHES = ("想问净水器安装费", "等发工资再订", "给妈妈买,要先量尺寸")


def make_callbacks(env, rng, now, plan):
    waiting = env["tvshop.callback"].search([("state", "=", "open")], order="asked_at, id")
    sellers, end = extensions(env, SALES), to_epoch(now)
    calls = []
    for callback in waiting:
        course = rng.choices(list(COURSES), COURSES.values())[0]
        calls += _plan_attempts(rng, plan, callback, course, sellers)
    record(env, sorted((c for c in calls if c.end < end), key=lambda call: call.start))
    _wish(env, rng, now)


def _plan_attempts(rng, plan, callback, course, sellers):
    number = national_digits(callback.e164)
    at = callback.asked_at.replace(tzinfo=timezone.utc).timestamp()
    at += rng.uniform(*FIRST_AFTER)
    for outcome in course:
        if call := plan.dialled(at, number, outcome, sellers):
            yield call
        at += rng.uniform(*NEXT_AFTER)


def _wish(env, rng, now):
    """Some customers have agreed with an agent on tomorrow."""
    methods = env["tvshop.contact.method"].search([("is_main", "=", True)], order="id", limit=60)
    agents = env["tvshop.agent"].search([], order="extension", limit=4)
    for method, note in zip(rng.sample(list(methods), len(WISHES)), WISHES, strict=True):
        due = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
        due = clock.to_utc(due.replace(hour=rng.randrange(10, 20)))
        agent = rng.choice(agents)
        env["tvshop.callback"]._plan(agent, method, due, rng.random() < 0.5, note)
