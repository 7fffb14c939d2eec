"""Grades, what they take, and the year in which customers reached them."""

from datetime import timedelta

from . import clock
from .documented import DOCUMENTED

# Name, priority in the queue, colour, what it takes in twelve months.
GRADES = (("普通", 0, 0, 0), ("银卡", 2, 8, 1500), ("金卡", 5, 3, 4000), ("钻石", 10, 5, 8000))
REVIEWS = 6
DAYS_BETWEEN = 60
CARE = (("致电感谢，说明会员权益", 2), ("寄送会员卡和礼品目录", 7))


def make_grades(env, now, staff, people):
    """Review customers as if it had been done every two months."""
    grades = env["tvshop.grade"].create(
        [
            {"name": name, "queue_priority": priority, "color": color}
            for name, priority, color, _amount in GRADES
        ]
    )
    _make_scheme(env, now, grades)
    accounts = open_accounts(env, env["sale.order"].search([("is_tvshop", "=", True)]))
    for number in range(REVIEWS, -1, -1):
        if not number:
            grades[-1].care_plan_id = _make_care_plan(env, staff)
        _review(env, accounts, now - timedelta(days=number * DAYS_BETWEEN))
    _grade_documented(env, grades, staff, people)


def _make_scheme(env, now, grades):
    begin = (now - timedelta(days=REVIEWS * DAYS_BETWEEN)).replace(month=1, day=1).date()
    env["tvshop.grade.scheme"].create(
        {
            "name": f"{begin.year}年会员等级",
            "valid_from": begin,
            "period": "rolling",
            "months": 12,
            "fall": "step",
            "hold_months": 6,
            "line_ids": [
                (0, 0, {"grade_id": grade.id, "amount": row[-1]})
                for grade, row in zip(grades, GRADES, strict=True)
            ],
        }
    )


def open_accounts(env, orders):
    """The history was written past the door that opens accounts and adds up."""
    env.add_to_compute(orders._fields["contribution"], orders)
    env.flush_all()
    accounts = env["tvshop.contribution"]
    accounts._open_for(orders)
    accounts = accounts.search([("partner_id", "in", orders.partner_id.ids)])
    # Those whom a fresh order has opened one for have had nothing to add up yet.
    env.add_to_compute(accounts._fields["total"], accounts)
    env.flush_all()
    return accounts


def _make_care_plan(env, staff):
    todo = env.ref("mail.mail_activity_data_todo")
    return env["mail.activity.plan"].create(
        {
            "name": "钻石客户关怀",
            "res_model": "res.partner",
            "template_ids": [
                (
                    0,
                    0,
                    {
                        "activity_type_id": todo.id,
                        "summary": summary,
                        "delay_count": days,
                        "delay_unit": "days",
                        "delay_from": "after_plan_date",
                        "responsible_type": "other",
                        "responsible_id": staff["service"].id,
                    },
                )
                for summary, days in CARE
            ],
        }
    )


def _review(env, accounts, moment):
    changes = env["tvshop.grade.change"]
    last = changes.search([], order="id DESC", limit=1).id or 0
    env["tvshop.grade.scheme"]._review(accounts, moment.date())
    env.flush_all()
    night = clock.to_utc(moment.replace(hour=2, minute=0, second=0))
    env.cr.execute("UPDATE tvshop_grade_change SET date = %s WHERE id > %s", [night, last])
    env.invalidate_all()


def _grade_documented(env, grades, staff, people):
    """Those whom the README promises a grade that they haven't reached."""
    named = {grade.name: grade for grade in grades}
    partners = people["records"].with_user(staff["supervisor"])
    for partner, row in zip(partners, DOCUMENTED, strict=False):
        if partner.grade_id != named[row.grade]:
            partner.grade_id = named[row.grade].sudo(False)
