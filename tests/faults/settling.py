"""Posts a settlement in Odoo's shell, each step in a process that is killed."""

import os
import signal

BATCH = 40
POSTED = 3


def run(env):
    from odoo import sql_db
    from odoo.addons.tvshop_settlement.models import tvshop_settlement_post

    tvshop_settlement_post.BATCH = BATCH
    run_id = _prepare(env)
    name = env.cr.dbname
    env.cr.commit()
    sql_db.close_all()
    kills, is_posted = 0, False
    while not is_posted:
        for when in ("before", "after"):
            pid = os.fork()
            if not pid:
                _step(name, run_id, when)
            _pid, status = os.waitpid(pid, 0)
            is_posted = os.WIFEXITED(status) and os.WEXITSTATUS(status) == POSTED
            kills += os.WIFSIGNALED(status)
            if is_posted:
                break
    print("killed", kills, flush=True)
    os._exit(0)  # the shell's own connection went with the others


def _prepare(env):
    """A checked settlement as `action_post` leaves it to the scheduler, who is not asked here.

    Where nothing is left to settle, the last ones are taken back, up to one of many parcels, and
    done again together.
    """
    runs = env["tvshop.settlement"]
    run = runs.search([("state", "=", "computed")], limit=1)
    if not run:
        posted = runs.search([("state", "=", "posted")], order="id desc")
        for last in posted:
            is_large = last.due_count > BATCH
            last.action_reverse()
            if is_large:
                break
        run = runs.create({"date_to": posted[0].date_to})
    run.action_compute()
    run.action_check()
    run.company_id._prepare_for_settlement()
    run.state = "posting"
    return run.id


def _step(name, run_id, when):
    """In a child: take one step and die before or after its commit; say so if none is left."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    cr = Registry(name).cursor()
    run = api.Environment(cr, SUPERUSER_ID, {})["tvshop.settlement"].browse(run_id)
    if run.state == "posted":
        os._exit(POSTED)
    run._post_step()
    if when == "after":
        cr.commit()
    os.kill(os.getpid(), signal.SIGKILL)
