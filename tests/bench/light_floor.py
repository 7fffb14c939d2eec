"""Many agents without a screen, and how they come to be on the payroll."""

import asyncio
import subprocess
import threading

from light_agent import LightAgent

HIRE = """
first = env["tvshop.agent"].search([("user_id.login", "=", "agent1")])
logins = ["agent%d" % number for number in range(1, {agents} + 1)]
known = env["res.users"].search([("login", "in", logins)]).mapped("login")
for login in (login for login in logins if login not in known):
    user = env["res.users"].create({{
        "name": login, "login": login, "password": login, "lang": first.user_id.lang,
        "group_ids": [(4, env.ref("tvshop_crm.group_agent").id)],
    }})
    env["tvshop.agent"].create({{
        "user_id": user.id, "pbx_id": first.pbx_id.id,
        "skill_ids": [(0, 0, {{"queue_id": first.skill_ids[:1].queue_id.id, "penalty": 0}})],
    }})
env.cr.commit()
"""


class LightFloor:
    """The agents without a screen, in an event loop of their own thread."""

    def __init__(self, company, numbers):
        settings = company.settings
        self.agents = [LightAgent(settings.url, settings.database, f"agent{n}") for n in numbers]
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def begin(self):
        for start in range(0, len(self.agents), 8):
            self._run(agent.begin() for agent in self.agents[start : start + 8])

    def end(self):
        self._run(agent.end() for agent in self.agents)
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self, coroutines):
        async def together():
            await asyncio.gather(*coroutines)

        asyncio.run_coroutine_threadsafe(together(), self._loop).result(120)


def hire(company, count):
    """Let there be agents agent1 … agentN, each with an extension and the skills of the first."""
    command = company.odoo_command("shell", "--no-http", "--log-level=error")
    subprocess.run(
        list(map(str, command)), input=HIRE.format(agents=count), text=True,
        env=company.environ(), check=True,
    )  # fmt: skip
