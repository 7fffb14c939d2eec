"""The service line's menu in Mandarin, and the offer of a call-back to those who wait long."""

from .telephony import SALES, SERVICE

HOTLINE = "4008000008"
OFFICE = "客服时间"
PROMPTS = {
    "主菜单": "您好，欢迎致电客户服务热线。订购商品请按一。订单查询与售后服务请按二。"
    "需要我们给您回电请按三。重听请按星号键。",
    "售后服务": "正在为您转接客户服务。",
    "非客服时间": "您好，现在不是客服时间。我们会在明天给您回电。",
}
# number, number of the step before, branch, kind, name, values
STEPS = (
    (1, None, "next", "keys", "主菜单", {"prompt": "主菜单"}),
    (2, 1, "1", "queue", "订购", {"queue": SALES}),
    (3, 1, "2", "hours", "订单与售后", {"hours": OFFICE}),
    (4, 3, "open", "queue", "客户服务", {"queue": SERVICE, "prompt": "售后服务"}),
    (5, 3, "closed", "callback", "下班后回电", {"prompt": "非客服时间"}),
    (6, 1, "3", "callback", "回电", {}),
    (7, 1, "star", "goto", "重听", {"target": 1}),
    (8, 1, "default", "queue", "人工", {"queue": SERVICE}),
)
# Nobody waits so long unless there is a surge.
OFFER = {"offer_after": 120, "offer_every": 90}


def make_menu(env):
    prompts = env["tvshop.prompt"].create(
        [{"name": name, "text": text} for name, text in PROMPTS.items()]
    )
    lookup = {
        "prompt": {prompt.name: prompt for prompt in prompts},
        "queue": {queue.pbx_queue: queue for queue in env["tvshop.queue"].search([])},
        "hours": {hours.name: hours for hours in env["tvshop.opening.hours"].search([])},
        "target": {},
    }
    menu = env["tvshop.menu"].create({"name": "客服菜单"})
    for number, parent, branch, kind, name, links in STEPS:
        node = env["tvshop.menu.node"].create(
            {
                "menu_id": menu.id,
                "parent_id": parent and lookup["target"][parent].id,
                "branch": branch,
                "kind": kind,
                "name": name,
                **{f"{field}_id": lookup[field][key].id for field, key in links.items()},
            }
        )
        lookup["target"][number] = node
    menu.action_serve()
    env["tvshop.hotline"].search([("did", "=", HOTLINE)]).write(
        {"menu_id": menu.id, "hours_id": False}
    )
    lookup["queue"][SALES].write(OFFER)
