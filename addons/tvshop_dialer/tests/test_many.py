import random

from odoo import fields
from odoo.orm.models import INSERT_BATCH_SIZE
from odoo.tests import freeze_time, tagged

from ..demo.attempts import make_attempts, make_calls
from .common import NOON
from .test_script import WORDS, ScriptCase
from .test_trial import TrialCase

FEW, MANY = 10, 1000
# The ORM itself writes a hundred rows with each statement.
BATCHES = MANY // INSERT_BATCH_SIZE


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestManyScripts(ScriptCase):
    """A call's script among many, and a talk of many steps."""

    def add_scripts(self, count):
        published = (0, 0, {"state": "published"})
        self.env["tvshop.script"].create(
            [
                {
                    "name": f"话术{place}",
                    "customer_kind": "known",
                    "grade_ids": self.env["tvshop.grade"].search([], limit=2).ids,
                    "product_ids": self.env["product.product"].search([], limit=2).ids,
                    "version_ids": [published, published],
                }
                for place in range(count)
            ]
        )

    def add_version(self, questions):
        """A draft with so many questions to be answered by key."""
        version = self.make_version()
        for place in range(questions):
            self.make_step(version, f"问题{place}", "faq", WORDS, 是=None, 否=None)
        return version

    def test_d5_choosing_a_script_takes_the_same_queries_however_many_there_are(self):
        self.make_customer("王小明")
        call = self.talk()
        self.shown(call)  # what the first request of all asks for besides
        taken = []
        for count in (FEW, MANY - 2 * FEW):
            self.env["tvshop.script.run"].search([]).unlink()
            self.add_scripts(count)
            taken.append(self.queries(lambda: self.shown(call)))
        self.assertEqual(*taken)

    def test_d5_saving_an_answer_takes_the_same_queries_however_long_the_talk(self):
        self.add_version(FEW * FEW).action_publish()
        call = self.talk()
        sides = [one for one in self.shown(call)["sides"] if one["name"].startswith("问题")]
        taken = []
        for count in (1, FEW * FEW):
            for side in sides[:count]:
                screen = self.desk().desk_script_open(call.id, side["id"])
                self.say(call, "是", screen)
            taken.append(self.queries(lambda: self.say(call, "方便")))
            self.desk().desk_script_back(call.id)
        self.assertEqual(*taken)

    def test_d5_drafting_and_publishing_take_few_queries_however_many_the_steps(self):
        taken = []
        for count in (FEW, FEW * FEW):
            version = self.add_version(count)
            copying = self.queries(version._draft_copy)
            draft = version.script_id.version_ids[0]
            self.assertEqual(len(draft.step_ids), len(version.step_ids))
            taken.append(copying + self.queries(draft.action_publish))
        rows = FEW * FEW * (1 + 2)  # steps, and their answers
        self.assertLessEqual(taken[1], taken[0] + 2 * rows // INSERT_BATCH_SIZE)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestManyNumbers(TrialCase, ScriptCase):
    """A trial run of a long list, and the report of many calls."""

    def begin(self, count):
        """A campaign whose list has grown by so many, and a trial run to be started."""
        self.customers(count, self.env["res.partner"].search_count([("ref", "!=", False)]))
        campaign = self.make_campaign(name=f"{count}", needs_trial=True)
        self.fill(campaign)
        return self.make_trial(campaign_id=campaign.id, share=20)

    def test_d4_drawing_takes_the_same_queries_however_long_the_list(self):
        taken = []
        for count in (FEW, MANY):
            trial = self.begin(count)
            taken.append(self.queries(trial.action_start))
            self.assertEqual(len(trial.target_ids), round(trial.campaign_id.waiting_count / 5))
        self.assertLessEqual(taken[1], taken[0] + BATCHES // 5)

    def test_d4_report_takes_the_same_queries_however_many_the_calls(self):
        taken = []
        for count in (FEW, MANY):
            trial = self.begin(count)
            trial.action_start()
            self.call_all(trial)
            self.assertIn("介绍", trial.report_html)
            taken.append(self.queries(lambda trial=trial: trial.mapped("report_html")))
        self.assertEqual(*taken)

    def call_all(self, trial):
        """Calls to all numbers of a trial run, with the script in those that reached somebody."""
        targets, now = list(trial.target_ids), fields.Datetime.now()
        made = make_attempts(
            self.env, random.Random(7), trial.campaign_id, targets, self.agent, now
        )
        made.trial_id = trial
        opening, product = self.step("开场"), self.step("介绍")
        said = {"step_id": opening.id, "state": "answered", "answer_id": opening.answer_ids[0].id}
        self.env["tvshop.script.run"].create(
            [
                {
                    "call_id": call.id,
                    "version_id": self.version.id,
                    "is_finished": False,
                    "visit_ids": [(0, 0, said), (0, 0, {"step_id": product.id})],
                }
                for call in make_calls(self.env, made)
            ]
        )
