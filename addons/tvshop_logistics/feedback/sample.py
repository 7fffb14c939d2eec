"""What a sample's columns and words probably mean, for somebody to confirm by pointing."""

from itertools import islice

from odoo.addons.tvshop_crm.tables.table import read_table

from .rows import DELIVERED, IN_TRANSIT, LOST, REFUSED, RETURNED, normal_word

SHOWN = 8
READ = 2000
MAX_WORDS = 30
HEADERS = {
    "waybill": ("运单", "邮件号", "单号", "waybill", "tracking"),
    "status": ("状态", "结果", "status", "result"),
    "time": ("时间", "日期", "time", "date"),
    "reason": ("原因", "备注", "说明", "reason"),
    "signed_by": ("签收人", "收件人", "signed", "receiver"),
    "amount": ("金额", "货款", "代收", "amount", "cod"),
}
WORDS = (
    (REFUSED, ("拒", "refus")),
    (RETURNED, ("退", "返", "return")),
    (LOST, ("丢", "遗失", "破损", "lost")),
    (DELIVERED, ("妥投", "签收", "送达", "已投", "deliver")),
    (IN_TRANSIT, ("途", "运输", "派", "揽", "收寄", "到达", "transit")),
)


def look_at(data, titles=HEADERS):
    """`{rows, columns: [{role, words}]}` of a sample: its first rows, and a guess for each column.

    :param titles: see `guess_roles`
    :raises table.Refused: if it is no file of this kind
    """
    rows = [[str(cell) for cell in cells] for _line, cells in islice(read_table(data), READ)]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    roles = guess_roles(rows[0], titles)
    columns = []
    for place in range(width):
        words = sorted({row[place] for row in rows[1:] if row[place]})
        columns.append({"role": roles[place], "words": words if len(words) <= MAX_WORDS else []})
    return {"rows": rows[:SHOWN], "columns": columns}


def guess_roles(headers, titles=HEADERS):
    """A role or an empty string for each header; no role twice.

    :param titles: `{role: (what its header may have in it, …)}`, the surest roles first
    """
    roles = [""] * len(headers)
    for role, marks in titles.items():
        for place, header in enumerate(headers):
            if not roles[place] and any(mark in header.casefold() for mark in marks):
                roles[place] = role
                break
    return roles


def guess_status(word):
    """What a carrier's word probably says, or an empty string."""
    word = normal_word(word)
    for status, marks in WORDS:
        if any(mark in word for mark in marks):
            return status
    return ""
