"""A script in a call: its branches, an objection and the way back, all by keyboard."""

import time

import pytest
from campaigns import attempts, fresh
from floor import agents, eventually

SCRIPT_KEY = "F1"
BAR, STEP = ".o_tvshop_script_bar", ".o_tvshop_script_step"
WORDS = ".o_tvshop_script_text"
PATIENCE = 60


@pytest.fixture
def campaign(manager):
    """A running campaign that one agent dials, with its script."""
    skill = manager.give_skill("agent1")
    campaign_id = manager.start_campaign(skill, fresh("15"), sequence=1, mode="preview")
    yield campaign_id
    manager.call("tvshop.campaign", "action_end", [campaign_id])


def write_script(manager, campaign_id):
    """Two branches, an objection and their ends; published."""
    name = f"剧本 {time.time():.3f}"
    vals = {"name": name, "campaign_ids": [[6, 0, [campaign_id]]]}
    (script_id,) = manager.call("tvshop.script", "create", [vals])
    version_id = manager.call("tvshop.script", "action_new_version", [script_id])["res_id"]

    def step(title, kind, text, **answers):
        lines = [[0, 0, {"name": one, "next_step_id": to}] for one, to in answers.items()]
        vals = {"version_id": version_id, "name": title, "kind": kind, "text": text}
        (step_id,) = manager.call("tvshop.script.step", "create", [{**vals, "answer_ids": lines}])
        return step_id

    deal = step("成交", "close", "马上给您安排发货。")
    bye = step("告别", "close", "打扰您了。")
    product = step("介绍", "product", "这口锅不粘不糊。", 要=deal, 不要=bye)
    step("开场", "opening", "您好{{客户}}，我是{{坐席}}，您方便吗？", 方便=product, 不方便=bye)
    step("太贵了", "objection", "平均每天不到一块钱。", 接受=False)
    manager.call("tvshop.script.version", "action_publish", [version_id])
    return script_id


def at_step(agent, name):
    agent.page.wait_for_selector(f"{STEP}:has-text('{name}')")


def test_d5_agent_goes_through_a_script_with_branches_by_keyboard(
    chromium, company, campaign, manager, records
):
    script_id = write_script(manager, campaign)
    with agents(chromium, company, "agent1") as agent:
        agent.key("F3")
        agent.page.wait_for_selector(".o_tvshop_number_banner")
        customer = agent.text(".o_tvshop_number_customer")
        agent.key("F3")
        agent.page.wait_for_selector(BAR, timeout=PATIENCE * 1000)
        assert customer in agent.text(WORDS)
        eventually(
            lambda: attempts(records, campaign, "a.state = 'talking'"), "no customer", PATIENCE
        )
        agent.assert_audio_both_ways()
        agent.key(SCRIPT_KEY)
        agent.page.wait_for_selector(f"{BAR}:focus")
        agent.key("1")
        at_step(agent, "介绍")
        agent.key("a")
        at_step(agent, "太贵了")
        agent.key("1")
        at_step(agent, "介绍")
        agent.key("2")
        at_step(agent, "告别")
        agent.key("Backspace")
        at_step(agent, "介绍")
        agent.page.reload()
        at_step(agent, "介绍")
        agent.key(SCRIPT_KEY)
        agent.page.wait_for_selector(f"{BAR}:focus")
        agent.key("1")
        agent.page.wait_for_selector(".o_tvshop_script_end")
        assert agent.text(WORDS) == "马上给您安排发货。"
        agent.hang_up()
    answers = eventually(
        lambda: records.rows(
            "SELECT s.name AS step, a.name AS answer FROM tvshop_script_visit v"
            " JOIN tvshop_script_run r ON r.id = v.run_id JOIN tvshop_script_step s"
            " ON s.id = v.step_id JOIN tvshop_script_answer a ON a.id = v.answer_id"
            f" WHERE r.script_id = {script_id} AND v.state = 'answered' ORDER BY v.id"
        ),
        "no answer is on record",
    )
    assert [(row["step"], row["answer"]) for row in answers] == [
        ("开场", "方便"),
        ("介绍", "要"),
        ("太贵了", "接受"),
    ]
