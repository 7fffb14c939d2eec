from odoo import api, fields, models
from odoo.exceptions import UserError


class TvshopDocumentMixin(models.AbstractModel):
    """A numbered document that people enter and that then changes by its own steps only.

    Who inherits has a `state`, names in `_entered` what people may write, and has a sequence with
    its model's name as code.
    """

    _name = "tvshop.document.mixin"
    _description = "Document with Steps"
    _entered = frozenset()

    name = fields.Char(
        "Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New")
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in (*vals_list, self._chosen_defaults()):
            self._check_entered(vals)
        documents = super().create(vals_list)
        # sudo: ir.sequence – the next number, for whoever may make the document
        sequence = self.env["ir.sequence"].sudo()
        # sudo: the document itself – numbered by its own step
        for document in documents.sudo():
            document.name = sequence.next_by_code(self._name)
        return documents

    def _chosen_defaults(self):
        """The fields that a new document takes from the context or from the user's own defaults."""
        own = self.env["ir.default"]._get_model_defaults(self._name)
        return [
            name for name in self._fields if name in own or f"default_{name}" in self.env.context
        ]

    def write(self, vals):
        self._check_entered(vals)
        return super().write(vals)

    @api.model
    def _check_entered(self, names):
        """:raises UserError: for a field that only the steps write"""
        steps = {name for name in names if not name.startswith(("message_", "activity_"))}
        if steps - self._entered and not self.env.su:
            raise UserError(self.env._("%s changes by its own steps only.", self._document_label()))

    def _check_state(self, *states):
        """:raises UserError: for a document that is in none of these states"""
        for document in self:
            if document.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(document)s %(name)s is %(state)s.",
                        document=self._document_label(),
                        name=document.name,
                        state=labels[document.state],
                    )
                )

    @api.model
    def _document_label(self):
        # sudo: ir.model – the name of this model, for whoever is told of it
        return self.env["ir.model"].sudo()._get(self._name).name

    def _lock_in(self, *states):
        """Lock the documents, in these states: two people don't take one step at once."""
        self.lock_for_update()
        self.invalidate_recordset()
        self._check_state(*states)

    def _take(self, *states):
        """The document with the rights of its steps, locked."""
        self.ensure_one()
        self.check_access("write")
        self._lock_in(*states)
        # sudo: the document itself – its own steps alone change what it is made of
        return self.sudo()
