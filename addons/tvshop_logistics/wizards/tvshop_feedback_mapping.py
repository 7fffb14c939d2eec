from odoo import models
from odoo.fields import Command

from ..feedback.sample import HEADERS, guess_status


class TvshopFeedbackMapping(models.TransientModel):
    _name = "tvshop.feedback.mapping"
    _inherit = "tvshop.carrier.mapping"
    _description = "Describe a Carrier's Feedback"
    _file_model = "tvshop.feedback.import"
    _titles = HEADERS

    def _prepare_sample(self):
        status = self.env["tvshop.feedback.word"]._fields["status"]
        return super()._prepare_sample() | {"states": status._description_selection(self.env)}

    def _prepare_mapping(self):
        words = {word for column in self.sample["columns"] for word in column["words"]}
        known = self._known_words()
        guessed = {word: known.get(word) or guess_status(word) for word in sorted(words)}
        return super()._prepare_mapping() | {"words": guessed}

    def _known_words(self):
        return {word.word: word.status for word in self._format().word_ids}

    def _prepare_format_vals(self):
        """One sample seldom has all the words: those of earlier ones stay."""
        vals = super()._prepare_format_vals()
        words = self._known_words() | self._pointed_words()
        vals["word_ids"] = [
            Command.create({"word": word, "status": status}) for word, status in words.items()
        ]
        return vals

    def _pointed_words(self):
        mapping, columns = self.mapping or {}, self._look()["columns"]
        told = mapping.get("words") or {}
        return {
            word: told[word]
            for column, role in zip(columns, mapping.get("roles") or [], strict=False)
            if role == "status"
            for word in column["words"]
            if told.get(word)
        }
