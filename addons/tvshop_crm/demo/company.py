"""The company, its books and its people."""

from base64 import b64encode

from . import clock
from .pictures import draw_tile

NAME = "蔚蓝电视购物"
LANG = "zh_CN"
AGENT_NAMES = ("陈晓敏", "李佳怡", "王海燕", "张文静", "刘思雨", "赵倩", "周子豪", "孙浩")
AGENTS = tuple((f"agent{n}", name, "group_agent") for n, name in enumerate(AGENT_NAMES, 1))
OFFICE = (
    ("supervisor", "何丽娟", "group_supervisor"),
    ("warehouse", "郑大勇", "group_warehouse"),
    ("finance", "吴慧敏", "group_finance"),
    ("service", "林婉清", "group_service"),
    ("manager", "方志远", "group_manager"),
)
TEAM = "电话销售一组"


def make_company(env):
    _speak_chinese(env)
    company = env.company
    china = env.ref("base.cn")
    company.write(
        {
            "name": NAME,
            "street": "吴中路1000号蔚蓝大厦8层",
            "city": "上海市闵行区",
            "state_id": env["res.country.state"]
            .search([("country_id", "=", china.id), ("name", "=", "上海市")], limit=1)
            .id,
            "zip": "201100",
            "country_id": china.id,
            "phone": "400-800-0008",
            "email": "office@weilan.example",
            "currency_id": env.ref("base.CNY").id,
            # A price said on television is what the customer pays.
            "account_price_include": "tax_included",
            "logo": b64encode(draw_tile("蔚蓝", "#2E5EAA", 256)),
        }
    )
    company.partner_id.write({"lang": LANG, "tz": clock.ZONE.key})
    if company.chart_template != "cn":
        env["account.chart.template"].try_loading("cn", company)
    env["ir.default"].set("res.partner", "lang", LANG)


def _speak_chinese(env):
    language = env["res.lang"].with_context(active_test=False).search([("code", "=", LANG)])
    if not language.active:
        language.active = True
        modules = env["ir.module.module"].search([("state", "=", "installed")])
        modules._update_translations([LANG])


def make_staff(env):
    """Logins by name, each with its own name for a password: for a demo only."""
    users = env["res.users"].create([_prepare_user_vals(env, *row) for row in (*AGENTS, *OFFICE)])
    env.ref("base.user_admin").write({"lang": LANG, "tz": clock.ZONE.key, "name": "系统管理员"})
    staff = {user.login: user for user in users}
    team = env["crm.team"].create(
        {
            "name": TEAM,
            "user_id": staff["supervisor"].id,
            "member_ids": [user.id for login, user in staff.items() if login.startswith("agent")],
        }
    )
    return staff | {"team": team}


def _prepare_user_vals(env, login, name, group):
    return {
        "login": login,
        "password": login,
        "name": name,
        "email": f"{login}@weilan.example",
        "lang": LANG,
        "tz": clock.ZONE.key,
        "group_ids": [env.ref("base.group_user").id, env.ref(f"tvshop_crm.{group}").id],
    }
