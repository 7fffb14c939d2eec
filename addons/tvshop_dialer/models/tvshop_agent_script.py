from odoo import api, models
from odoo.exceptions import AccessError


class TvshopAgent(models.Model):
    """The script of the call on the agent's screen: read, answered, never edited."""

    _inherit = "tvshop.agent"

    @api.model
    def desk_script(self, call_id):
        """Where the script of one's own call stands; its first step at the first asking.

        :return: {run_id, call_id, name, is_finished, can_go_back, visit_id, note, path, sides,
            step}; `step` is {id, name, kind, kind_label, text, is_side, answers}, False after the
            end; False if no script fits the call
        """
        agent = self._mine()
        call = agent._script_call(call_id)
        # sudo: tvshop.script.run – of one's own call only; agents read no list of them
        run = self.env["tvshop.script.run"].sudo()._begin(call, agent)
        return run._prepare_screen() if run else False

    @api.model
    def desk_script_answer(self, call_id, visit_id, answer_id=False, note=""):
        """Record what the customer said to the step that was shown as `visit_id`.

        An answer to a step that isn't on top any more changes nothing: it came twice, or late.

        :param answer_id: False for a step that asks nothing
        :param note: what he wants, in words, of which 200 characters are kept
        :return: as of `desk_script`
        """
        return self._script_act(call_id, lambda run: run._answer(visit_id, answer_id, note))

    @api.model
    def desk_script_open(self, call_id, step_id):
        """Interrupt the talk with an objection, a question or a competitor."""
        return self._script_act(call_id, lambda run: run._open(step_id))

    @api.model
    def desk_script_back(self, call_id):
        """Take back the last answer, or the last interruption."""
        return self._script_act(call_id, lambda run: run._back())

    def _script_act(self, call_id, act):
        agent = self._mine()
        call = agent._script_call(call_id)
        # sudo: tvshop.script.run – of one's own call only; agents read no list of them
        run = self.env["tvshop.script.run"].sudo().search([("call_id", "=", call.id)])
        if not run:
            return False
        act(run)
        return run._prepare_screen()

    def _script_call(self, call_id):
        """The call that is on one's screen, talked in or wrapped up."""
        call = self.env["tvshop.call"]._own(call_id)
        if not call or self.call_id != call:
            raise AccessError(self.env._("This is not the call on your screen."))
        return call
