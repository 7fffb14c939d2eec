from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..menu_tree import KEYS, SIGNS, Tree

SHAPE = ("parent_id", "branch", "kind", "prompt_id", "timeout", "tries", "target_id")
DRAFT = (*(f"node_ids.{name}" for name in SHAPE), "node_ids.queue_id", "node_ids.hours_id")


class TvshopMenu(models.Model):
    """Edited as a draft; the PBX runs the version that was put in service last.

    `served` is {"version": number, "keys": {…}, "before": {…}}: the version before stays on the
    PBX for the calls that are in it.
    """

    _name = "tvshop.menu"
    _description = "Caller's Menu"
    _inherit = ["tvshop.bridge.mixin"]
    _order = "name, id"
    _pbx_fields = frozenset({"served", "pbx_id"})

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    pbx_id = fields.Many2one(
        "tvshop.pbx",
        "Telephone System",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["tvshop.pbx"]._of_company(),
    )
    node_ids = fields.One2many("tvshop.menu.node", "menu_id", "Steps")
    hotline_ids = fields.One2many("tvshop.hotline", "menu_id", "Hotlines")
    served = fields.Json(readonly=True, copy=False)
    served_at = fields.Datetime("In Service Since", readonly=True, copy=False)
    has_changes = fields.Boolean("Changed Since", compute="_compute_has_changes")
    problems = fields.Text("To Be Mended", compute="_compute_problems")
    script = fields.Text(
        "What Callers Hear", compute="_compute_script", help="The whole menu, to be read through."
    )

    @api.depends("served", *DRAFT)
    def _compute_has_changes(self):
        for menu in self:
            menu.has_changes = menu._tree().store() != (menu.served or {}).get("keys", {})

    @api.depends("node_ids.name", *DRAFT)
    def _compute_problems(self):
        for menu in self:
            problems = [] if menu._is_new() else menu._tree().problems()
            menu.problems = "\n".join(menu._describe(problem) for problem in problems)

    @api.depends("node_ids.name", "node_ids.prompt_id.text", *DRAFT)
    def _compute_script(self):
        for menu in self:
            menu.script = "\n".join(line for node in menu._ordered() for line in menu._lines(node))

    def _is_new(self):
        return not self._origin.id

    def _lines(self, node):
        """One step as a caller meets it, indented as deep as it lies."""
        indent = "    " * ((node.tree_order or "/").count("/") - 1)
        labels = dict(node._fields["kind"]._description_selection(self.env))
        branches = dict(node._fields["branch"]._description_selection(self.env))
        when = f"{branches[node.branch]} → " if node.parent_id else ""
        leads = f" · {node.detail}" if node.detail else ""
        yield f"{indent}{when}{node.name} ({labels[node.kind]}{leads})"
        if node.prompt_id:
            yield f"{indent}    “{node.prompt_id.text or node.prompt_id.name}”"

    @api.constrains("active", "pbx_id")
    def _check_in_use(self):
        for menu in self:
            if menu.hotline_ids and not menu.active:
                raise ValidationError(
                    self.env._(
                        "Hotlines still use “%(menu)s”: %(hotlines)s. Take it from them first.",
                        menu=menu.name,
                        hotlines=", ".join(menu.hotline_ids.mapped("did")),
                    )
                )
            if menu.hotline_ids.pbx_id - menu.pbx_id:
                raise ValidationError(
                    self.env._("Menu and hotline are on different telephone systems.")
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for menu, vals in zip(self, vals_list, strict=True):
            vals["name"] = self.env._("%s (copy)", menu.name)
        return vals_list

    def copy(self, default=None):
        copies = super().copy(default)
        for menu, new in zip(self, copies, strict=True):
            menu._copy_steps(new)
        return copies

    def _copy_steps(self, new):
        twins = {}
        for node in self._ordered():
            parent = twins.get(node.parent_id.id)
            default = {"menu_id": new.id, "parent_id": parent and parent.id, "target_id": False}
            twins[node.id] = node.copy({**default, "branch": node.branch})
        for node in self.node_ids.filtered("target_id"):
            twins[node.id].target_id = twins[node.target_id.id]

    def action_add_step(self):
        self.ensure_one()
        return self._action_new_step(self.env["tvshop.menu.node"])

    def _action_new_step(self, parent):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Step"),
            "res_model": "tvshop.menu.node",
            "view_mode": "form",
            "target": "new",
            "context": {"default_menu_id": self.id, "default_parent_id": parent.id},
        }

    def action_serve(self):
        """Put the menu in service as it is now; UserError with all that keeps it from that."""
        for menu in self:
            if menu.problems:
                raise UserError(
                    self.env._("This menu can't be put in service yet:\n%s", menu.problems)
                )
            served = menu.served or {"version": 0, "keys": {}}
            keys = menu._tree().store()
            if keys != served["keys"]:
                version = served["version"] + 1
                menu.served = {"version": version, "keys": keys, "before": served["keys"]}
                menu.served_at = fields.Datetime.now()
        return True

    def _ordered(self):
        return self.node_ids.sorted(lambda node: node.tree_order or "")

    def _tree(self):
        return Tree([node._prepare_step() for node in self._ordered() if node._origin.id])

    def _describe(self, problem):
        node = self.env["tvshop.menu.node"].browse(problem.step)
        branches = dict(node._fields["branch"]._description_selection(self.env))
        name = node.name or ""
        key = SIGNS.get(problem.branch)
        texts = {
            "empty": self.env._("Add the first step: what callers hear."),
            "unreached": self.env._("“%s” is never reached: put it after another step.", name),
            "no_queue": self.env._("Choose the queue of “%s”.", name),
            "no_hours": self.env._("Choose the opening hours of “%s”.", name),
            "no_goto": self.env._("Choose the step that “%s” goes to.", name),
            "no_prompt": self.env._("Callers hear nothing in “%s”: choose an announcement.", name),
            "no_key": self.env._("“%s” asks for a key but has none: add what a key does.", name),
            "endless": self.env._(
                "A caller who presses nothing goes round in circles from “%s”: lead out of it"
                " to a queue, a call-back or the end.",
                name,
            ),
            "impossible": self.env._(
                "“%(step)s” can't be followed by “%(branch)s”: move or delete what comes then.",
                step=name,
                branch=branches.get(problem.branch, ""),
            ),
            "twice": self.env._("“%(step)s” has “%(branch)s” twice.",
                step=name, branch=branches.get(problem.branch, "")),
            "missing": self.env._("Nothing follows “%s”: add a step after it.", name),
        }  # fmt: skip
        if problem.code == "missing" and node.kind == KEYS:
            return self.env._("Say where callers of “%s” go who press nothing.", name)
        if problem.code == "missing" and node.kind == "hours":
            return self.env._(
                "“%(step)s” has no step for “%(branch)s”.",
                step=name,
                branch=branches[problem.branch],
            )
        if problem.code == "twice" and key:
            return self.env._("Key %(key)s is given twice in “%(step)s”.", key=key, step=name)
        return texts[problem.code]

    def _prepare_store(self):
        """The keys of the version in service and of the one before; the version comes last."""
        store = {}
        for menu in self.filtered("served"):
            version = menu.served["version"]
            for number, keys in ((version - 1, "before"), (version, "keys")):
                for key, value in menu.served.get(keys, {}).items():
                    store[f"menu/{menu.id}/{number}/{key}"] = value
            store[f"menu/{menu.id}/version"] = str(version)
        return store


class TvshopPbx(models.Model):
    _inherit = "tvshop.pbx"

    def _prepare_store(self):
        menus = self.env["tvshop.menu"].search([("pbx_id", "=", self.id)])
        keys = menus._prepare_store()
        names = {value for key, value in keys.items() if key.endswith("/hours")}
        store = {}
        for hours in self.env["tvshop.opening.hours"].search([]):
            if hours._pbx_name() in names:
                store.update(hours._prepare_store())
        # What hotlines point at comes before them.
        return {**store, **keys, **super()._prepare_store()}
