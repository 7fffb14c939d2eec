from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import menu_tree
from ..menu_tree import ALL_BRANCHES, BRANCHES, SIGNS, Step

KINDS = [
    (menu_tree.SAY, "Announcement"),
    (menu_tree.KEYS, "Choice by key"),
    (menu_tree.HOURS, "Opening hours"),
    (menu_tree.QUEUE, "Queue"),
    (menu_tree.CALLBACK, "Call-back"),
    (menu_tree.GOTO, "Go to another step"),
    (menu_tree.HANGUP, "Hang up"),
]
BRANCH_LABELS = [
    (menu_tree.NEXT, "Then"),
    *((branch, f"Key {SIGNS[branch]}") for branch in menu_tree.PRESSED),
    (menu_tree.DEFAULT, "No key, or a wrong one"),
    (menu_tree.OPEN, "During opening hours"),
    (menu_tree.CLOSED, "Outside opening hours"),
]
INDENT = "\u3000\u3000"


class TvshopMenuNode(models.Model):
    _name = "tvshop.menu.node"
    _description = "Step of a Caller's Menu"
    _order = "menu_id, tree_order, id"

    name = fields.Char(required=True, help="Shown to agents as the way that the caller took.")
    menu_id = fields.Many2one("tvshop.menu", required=True, index=True, ondelete="cascade")
    parent_id = fields.Many2one(
        "tvshop.menu.node",
        "After",
        index=True,
        ondelete="cascade",
        domain="[('menu_id', '=', menu_id), ('kind', 'in', ['say', 'keys', 'hours'])]",
    )
    child_ids = fields.One2many("tvshop.menu.node", "parent_id")
    parent_kind = fields.Selection(related="parent_id.kind", string="Kind of Step Before")
    branch = fields.Selection(
        BRANCH_LABELS,
        "If",
        compute="_compute_branch",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    possible_branches = fields.Json(compute="_compute_possible_branches")
    kind = fields.Selection(KINDS, "What Happens", required=True, default=menu_tree.SAY)
    prompt_id = fields.Many2one("tvshop.prompt", "Announcement", ondelete="restrict")
    queue_id = fields.Many2one("tvshop.queue", ondelete="restrict")
    hours_id = fields.Many2one("tvshop.opening.hours", "Opening Hours", ondelete="restrict")
    target_id = fields.Many2one(
        "tvshop.menu.node",
        "Go To",
        ondelete="set null",
        domain="[('menu_id', '=', menu_id), ('id', '!=', id)]",
    )
    timeout = fields.Integer("Waits for a Key (s)", default=5)
    tries = fields.Integer("Asks (times)", default=3)
    tree_order = fields.Char(compute="_compute_tree_order", store=True, recursive=True)
    outline = fields.Char("Step", compute="_compute_outline", recursive=True)
    detail = fields.Char("Leads To", compute="_compute_detail")
    can_go_on = fields.Boolean(compute="_compute_can_go_on")

    _timeout_valid = models.Constraint(
        "CHECK (timeout BETWEEN 1 AND 30)", "The PBX waits 1 to 30 seconds for a key."
    )
    _tries_valid = models.Constraint(
        "CHECK (tries BETWEEN 1 AND 5)", "The PBX asks 1 to 5 times for a key."
    )

    @api.constrains("parent_id", "target_id", "menu_id")
    def _check_menu(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A step can't come after itself."))
        for node in self:
            if (node.parent_id | node.target_id).menu_id - node.menu_id:
                raise ValidationError(
                    self.env._("“%s” leads to a step of another menu.", node.name)
                )

    @api.depends("parent_id")
    def _compute_branch(self):
        """The first branch of the step before that is still free."""
        for node in self:
            possible = BRANCHES.get(node.parent_id.kind, (menu_tree.NEXT,))
            taken = set((node.parent_id.child_ids - node).mapped("branch"))
            if node.branch not in possible:
                free = [branch for branch in possible if branch not in taken]
                node.branch = (free or possible)[0]

    @api.depends("parent_id.kind")
    def _compute_possible_branches(self):
        for node in self:
            node.possible_branches = BRANCHES.get(node.parent_id.kind, (menu_tree.NEXT,))

    @api.depends("branch", "parent_id.tree_order")
    def _compute_tree_order(self):
        for node in self:
            # Branches in their natural order; two of a kind as they were made.
            place = ALL_BRANCHES.index(node.branch) if node.branch in ALL_BRANCHES else 0
            before = node.parent_id.tree_order or ""
            node.tree_order = f"{before}{place:02d}.{node._origin.id or 0:08d}/"

    @api.depends("name", "branch", "parent_id.outline")
    def _compute_outline(self):
        for node in self:
            depth = (node.tree_order or "").count("/") - 1
            node.outline = INDENT * max(depth, 0) + node._label()

    def _label(self):
        """The name with the sign of the key before it, if one leads here."""
        sign = SIGNS.get(self.branch) if self.parent_id else None
        return f"[{sign}] {self.name}" if sign else self.name or ""

    @api.depends("queue_id", "hours_id", "target_id")
    def _compute_detail(self):
        for node in self:
            chosen = {
                menu_tree.QUEUE: node.queue_id,
                menu_tree.HOURS: node.hours_id,
                menu_tree.GOTO: node.target_id,
            }.get(node.kind)
            node.detail = chosen.display_name if chosen else False

    @api.depends("kind")
    def _compute_can_go_on(self):
        for node in self:
            node.can_go_on = node.kind in BRANCHES

    def action_add_step(self):
        """Open a new step that comes after this one."""
        self.ensure_one()
        return self.menu_id._action_new_step(self)

    def _prepare_step(self):
        """This step as a value of `menu_tree`."""
        details = {
            menu_tree.QUEUE: self.queue_id.pbx_queue,
            menu_tree.HOURS: self.hours_id and self.hours_id._pbx_name(),
            menu_tree.GOTO: self.target_id and str(self.target_id.id),
        }
        return Step(
            self.id,
            self.parent_id.id or None,
            self.branch,
            self.kind,
            details.get(self.kind) or "",
            self.prompt_id.id or None,
            self.timeout,
            self.tries,
        )
