"""ESC/P2 for 24-pin printers on multi-part paper; Chinese from the printer's own GB18030 font.

Everything is positioned absolutely in 1/360 inch, so nothing depends on what came before.
Codes are drawn as 24-dot graphics of 180 dpi, which every such printer has.
"""

from itertools import groupby

from .form import MM_PER_POINT, Bars

UNIT = 360 / 25.4  # 1/360 inch per mm
DOT = 180 / 25.4
STRIPE = 24  # dots high
CHINESE, LATIN = 24 / 180 * 25.4, 15 / 180 * 25.4  # mm: a 24-dot sign, and 12 letters an inch
SIZE = CHINESE / MM_PER_POINT
CELL_TOP = 0.88  # of a cell above the baseline
ESC, FS = b"\x1b", b"\x1c"


class CellMetrics:
    """The printer's fixed cells: texts wrap but don't shrink."""

    def width(self, text, _size):
        return sum(LATIN if char.isascii() else CHINESE for char in text)

    def sizes(self, _mark):
        yield SIZE


def render(form, pages, offset=(0, 0)):
    """What to send to the printer for pages of ink; ValueError if ink lies off the paper."""
    start = [
        ESC + b"@",
        ESC + b"(U\x01\x00\x0a",  # unit: 1/360 inch
        ESC + b"(C\x02\x00" + _word(form.height * UNIT),  # page length
        ESC + b"M",  # 12 letters an inch
        FS + b"S\x00\x00",  # no space beside Chinese signs
    ]
    return b"".join([*start, *(_page(ink, offset) for ink in pages)])


def _page(ink, offset):
    parts = []
    for item in ink:
        if isinstance(item, Bars):
            parts += [(y, x, data) for y, x, data in _stripes(item)]
        else:
            parts.append((item.y - CELL_TOP * CHINESE, item.x, _text(item.text)))
    # The paper moves one way only, so the page is written from the top.
    parts.sort(key=lambda part: part[:2])
    found = []
    for y, group in groupby(parts, key=lambda part: round((part[0] + offset[1]) * UNIT)):
        found.append(ESC + b"(V\x02\x00" + _word(y))
        for _y, x, data in group:
            # ESC $ in the unit set above
            found.append(ESC + b"$" + _word((x + offset[0]) * UNIT) + data)
    return b"".join([*found, b"\x0c"])


def _text(text):
    found = []
    for is_latin, chars in groupby(text, key=str.isascii):
        part = "".join(chars).encode("gb18030")
        found.append(part if is_latin else FS + b"&" + part + FS + b".")
    return b"".join(found)


def _stripes(bars):
    """(y, x, graphics command) of each stripe of 24 dots that the code is made of."""
    left, top, width, height = bars.box
    columns, rows = round(width * DOT), round(height * DOT)
    for first in range(0, rows, STRIPE):
        dots = [0] * columns
        for x, y, wide, high in bars.rects:
            over = range(max(first, round((y - top) * DOT)), round((y + high - top) * DOT))
            bits = sum(1 << (23 - (row - first)) for row in over if row < first + STRIPE)
            for column in range(round((x - left) * DOT), round((x + wide - left) * DOT)):
                if bits and column < columns:
                    dots[column] |= bits
        data = b"".join(bits.to_bytes(3, "big") for bits in dots)
        yield top + first / DOT, left, ESC + b"*\x27" + _word(columns) + data


def _word(value):
    number = round(value)
    if not 0 <= number < 1 << 16:
        raise ValueError("the text lies off the paper: check the form and the printer's offset")
    return number.to_bytes(2, "little")
