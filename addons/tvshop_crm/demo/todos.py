"""What staff have promised customers to do, some of it late."""

from datetime import timedelta

from .documented import DOCUMENTED

SHARE = 0.03
SUMMARIES = (
    "回电：客户想了解足浴盆的保修",
    "确认送货时间",
    "补寄发票",
    "推荐新款蚕丝被",
    "核对收货地址",
    "客户要求下午三点后联系",
    "回访颈椎按摩仪的使用情况",
    "缺货登记：到货后通知",
)


def make_todos(env, rng, now, staff, people):
    """Most due in the coming days, a fifth overdue."""
    agents = [user for login, user in staff.items() if login.startswith("agent")]
    partners = people["records"]
    rows = [
        (partner, row.todo, row.todo_days, agents[0])
        for partner, row in zip(partners, DOCUMENTED, strict=False)
        if row.todo
    ]
    others = partners[len(DOCUMENTED) :]
    for partner in rng.sample(list(others), round(len(others) * SHARE)):
        days = rng.randint(-6, -1) if rng.random() < 0.2 else rng.randint(0, 9)
        rows.append((partner, rng.choice(SUMMARIES), days, rng.choice(agents)))
    env["mail.activity"].create([_prepare_todo_vals(env, now, *row) for row in rows])


def _prepare_todo_vals(env, now, partner, summary, days, user):
    return {
        "res_model_id": env["ir.model"]._get_id("res.partner"),
        "res_id": partner.id,
        "activity_type_id": env.ref("mail.mail_activity_data_todo").id,
        "summary": summary,
        "date_deadline": (now + timedelta(days=days)).date(),
        "user_id": user.id,
    }
