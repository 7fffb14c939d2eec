"""The demo company: a year in the life of a TV-shopping company that never was.

Every add-on of the suite may have a package `demo` with `populate(env, rng)`. `fill` calls those
of the installed add-ons, each one once, lower add-ons first.
"""

import importlib
import importlib.util
import random
import time

from odoo.tools.misc import topological_sort

from . import (
    clock,
    company,
    credit,
    customers,
    grades,
    imports,
    nuisance,
    orders,
    products,
    spots,
    todos,
)

SEED = 4008000001
CUSTOMERS = 2000
DONE_PARAMETER = "tvshop_demo.filled"
# What a mass of records does without: subscriptions, tracking, mails, invitations.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_activity_quick_update": True,
    "no_reset_password": True,
}


class NotEmpty(Exception):
    """The database holds a company of its own, which the demo must not mix with."""


def fill(env, count=CUSTOMERS, seed=SEED, on_done=lambda module, seconds: None):
    """Make what is missing of the demo company; return the add-ons filled now, maybe none.

    :param count: how many customers; orders, to-dos and calls go with it
    :raises NotEmpty: somebody else's company is in the database
    """
    # sudo: ir.config_parameter – whoever may fill the database may note that it is filled
    parameters = env["ir.config_parameter"].sudo()
    done = (parameters.get_param(DONE_PARAMETER) or "").split()
    if not done and env["sale.order"].search_count([], limit=1):
        raise NotEmpty(env.company.name)
    todo = [module for module in _modules_with_demo(env) if module not in done]
    for module in todo:
        started = time.monotonic()
        package = importlib.import_module(f"odoo.addons.{module}.demo")
        package.populate(
            env(context={**QUIET, "tvshop_demo_customers": count}),
            random.Random(f"{seed} {module}"),
        )
        env.flush_all()
        done.append(module)
        on_done(module, time.monotonic() - started)
    if todo:
        parameters.set_param(DONE_PARAMETER, " ".join(done))
    return todo


def populate(env, rng):
    """Staff, goods, media, customers and a year of orders."""
    now = clock.local_now()
    company.make_company(env)
    staff = company.make_staff(env)
    goods = products.make_products(env, rng)
    carriers = products.make_carriers(env)
    airings = spots.make_spots(env, rng, now, goods)
    people = customers.make_customers(env, rng, env.context["tvshop_demo_customers"])
    orders.make_orders(env, rng, now, orders.Stage(staff, goods, carriers, airings, people))
    grades.make_grades(env, now, staff, people)
    credit.make_credit(env, staff, people)
    todos.make_todos(env, rng, now, staff, people)
    nuisance.make_marks(env, staff)
    imports.make_imports(env, staff)


def _modules_with_demo(env):
    """The installed add-ons of the suite that have a demo, lower ones first."""
    # sudo: ir.module.module – whoever may fill the database may know what is installed in it
    modules = (
        env["ir.module.module"]
        .sudo()
        .search([("state", "=", "installed"), ("name", "=like", r"tvshop\_%")])
    )
    needs = {module.name: module.dependencies_id.mapped("name") for module in modules}
    return [
        name
        for name in topological_sort(needs)
        if name in needs and importlib.util.find_spec(f"odoo.addons.{name}.demo")
    ]
