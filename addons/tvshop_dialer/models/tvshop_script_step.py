from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.rendering_tools import parse_inline_template

from ..script import check

OPENING, PRODUCT, COMPETITOR = "opening", "product", "competitor"
OBJECTION, FAQ, CLOSE = "objection", "faq", "close"
KINDS = [
    (OPENING, "Opening"),
    (PRODUCT, "Product"),
    (CLOSE, "Close"),
    (COMPETITOR, "Competitor"),
    (OBJECTION, "Objection"),
    (FAQ, "FAQ"),
]
# Reached at any moment by a key of their own; the talk comes back from them.
SIDE = (COMPETITOR, OBJECTION, FAQ)
# What can be filled in, by the word in the text: those of a line are the same field.
FIELDS = {
    "customer": "customer", "客户": "customer", "客戶": "customer",
    "product": "product", "商品": "product",
    "price": "price", "价格": "price", "價格": "price",
    "grade": "grade", "等级": "grade", "等級": "grade",
    "stage": "stage", "阶段": "stage", "階段": "stage",
    "city": "city", "城市": "city",
    "order": "order", "订单": "order", "訂單": "order",
    "order_product": "order_product", "订单商品": "order_product", "訂單商品": "order_product",
    "order_day": "order_day", "订单日期": "order_day", "訂單日期": "order_day",
    "spot": "spot", "节目": "spot", "節目": "spot",
    "channel": "channel", "频道": "channel", "頻道": "channel",
    "hotline": "hotline", "热线": "hotline", "熱線": "hotline",
    "campaign": "campaign", "活动": "campaign", "活動": "campaign",
    "agent": "agent", "坐席": "agent", "客服": "agent",
    "company": "company", "公司": "company",
}  # fmt: skip


class TvshopScriptStep(models.Model):
    """What an agent says at one point of a talk, and the answers that lead on."""

    _name = "tvshop.script.step"
    _description = "Step of a Script"
    _order = "version_id, sequence, id"

    version_id = fields.Many2one(
        "tvshop.script.version", required=True, index=True, ondelete="cascade"
    )
    script_id = fields.Many2one(related="version_id.script_id", store=True)
    company_id = fields.Many2one(related="version_id.company_id")
    version_state = fields.Selection(related="version_id.state")
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default=PRODUCT)
    text = fields.Text(
        "Words",
        help="{{customer}}, {{product}}, {{price}} (the customer's own), {{grade}}, {{stage}}, "
        "{{city}}, {{order}}, {{order_product}} and {{order_day}} (of the last order), {{spot}}, "
        "{{channel}}, {{hotline}}, {{campaign}}, {{agent}} and {{company}} are filled in. What to "
        "say without one stands after three bars: {{customer ||| dear customer}}.",
    )
    answer_ids = fields.One2many("tvshop.script.answer", "step_id")
    answers_text = fields.Char("Answers", compute="_compute_answers_text")

    @api.depends("answer_ids.name", "answer_ids.next_step_id.name", "answer_ids.sequence")
    def _compute_answers_text(self):
        for step in self:
            step.answers_text = " · ".join(
                f"{one.name} → {one.next_step_id.name}" if one.next_step_id else one.name
                for one in step.answer_ids
            )

    @api.constrains("text")
    def _check_text(self):
        problems = [problem for step in self for problem in step._text_problems()]
        if problems:
            raise ValidationError("\n".join(problems))

    def _text_problems(self):
        """Of fields that nobody can fill in."""
        unknown = [
            expression
            for _text, expression, _default in parse_inline_template(self.text or "")
            if expression and expression not in FIELDS
        ]
        return [
            self.env._(
                "The step “%(step)s” names the field “%(field)s”, which is not known. Known are: "
                "%(known)s.",
                step=self.name,
                field=field,
                known=", ".join(FIELDS),
            )
            for field in unknown
        ]

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_draft()
        return steps

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()  # nor is one moved into a version that is published
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su:
            self.version_id._check_draft()

    @property
    def is_side(self):
        return self.kind in SIDE

    def _as_checked(self):
        return check.Step(
            self.id,
            is_opening=self.kind == OPENING,
            is_side=self.is_side,
            answers=tuple(
                check.Answer(one.next_step_id.id or None, one._is_conditional())
                for one in self.answer_ids
            ),
        )

    def _fill(self, values):
        """The words with {field: text} filled in. Nothing of the text is evaluated."""
        parts = []
        for text, expression, default in parse_inline_template(self.text or ""):
            parts.append(text)
            parts.append(values.get(FIELDS.get(expression)) or default)
        return "".join(parts)

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _prepare_node(self):
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "kind_label": self._kind_label(),
            "is_side": self.is_side,
            "text": self.text or "",
            "answers": [
                {
                    "id": one.id,
                    "name": one.name,
                    "next_id": one.next_step_id.id,
                    "is_conditional": one._is_conditional(),
                }
                for one in self.answer_ids
            ],
        }
