"""Amounts in the capital numerals of cheques and waybills, 大写金额."""

import cn2an


def capitals(amount):
    """`amount` (number ≥ 0, yuan) rounded to fen, as 贰佰玖拾玖元伍角整; ValueError if negative."""
    if amount < 0:
        raise ValueError("an amount to collect is not negative")
    text = cn2an.an2cn(f"{amount:.2f}", "rmb")
    return f"{text}整" if text.endswith("角") else text
