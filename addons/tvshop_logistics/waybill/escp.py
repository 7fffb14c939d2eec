"""ESC/P2 for 24-pin printers on multi-part paper; Chinese from the printer's own GB18030 font.

Everything is positioned absolutely in 1/360 inch, so nothing depends on what came before.
Chinese signs have one size there. Letters can be set closer; what is longer still is drawn as
24-dot graphics of 180 dpi, which every such printer has, and so are codes.
"""

from itertools import groupby

from .dots import DotMetrics, stripes, symbol_image, text_image
from .form import BASELINE, MM_PER_POINT, Bars, Style

UNIT = 360 / 25.4  # 1/360 inch per mm
DOT = 180 / 25.4
CHINESE = 24 / DOT  # mm
SIZE = CHINESE / MM_PER_POINT
ESC, FS, CONDENSED, NOT_CONDENSED = b"\x1b", b"\x1c", b"\x0f", b"\x12"
PITCHES = {  # letters an inch
    12: NOT_CONDENSED + ESC + b"M",
    15: NOT_CONDENSED + ESC + b"g",
    120 / 7: ESC + b"P" + CONDENSED,
    20: ESC + b"M" + CONDENSED,
}


class CellMetrics(DotMetrics):
    """The printer's cells: letters are set closer and closer, then all is drawn smaller.

    A letter is half as wide as its size, so n letters an inch stand for 144 / n points.
    """

    dot = DOT

    def width(self, text, style):
        if not style.pitch:
            return self.font.width(text, style)
        letters = len(text.encode("ascii", "ignore"))
        return letters * 25.4 / style.pitch + (len(text) - letters) * CHINESE

    def styles(self, mark):
        first, *closer = PITCHES
        yield Style(SIZE, first)
        yield from (Style(SIZE, pitch) for pitch in closer if 144 / pitch >= mark.floor)
        yield from self.drawn_styles(mark)


def render(form, pages, offset=(0, 0)):
    """What to send to the printer for pages of ink; ValueError if ink lies off the paper."""
    start = [
        ESC + b"@",
        ESC + b"(U\x01\x00\x0a",  # unit: 1/360 inch
        ESC + b"(C\x02\x00" + word(form.height * UNIT),  # page length
        FS + b"S\x00\x00",  # no space beside Chinese signs
    ]
    return b"".join([*start, *(_page(ink, offset) for ink in pages)])


def _page(ink, offset):
    # The paper moves one way only, so the page is written from the top.
    parts = sorted((part for item in ink for part in _parts(item)), key=lambda part: part[:2])
    found = []
    for y, group in groupby(parts, key=lambda part: round((part[0] + offset[1]) * UNIT)):
        found.append(ESC + b"(V\x02\x00" + word(y))
        for _y, x, data in group:
            # ESC $ in the unit set above
            found.append(ESC + b"$" + word((x + offset[0]) * UNIT) + data)
    return b"".join([*found, b"\x0c"])


def _parts(item):
    """(y of the top, x, what to send) of a text, or of each stripe of what is drawn."""
    if isinstance(item, Bars):
        size = item.symbol.columns * round(item.module * DOT), round(item.height * DOT)
        return _graphics(item.x, item.y, symbol_image(item.symbol, *size))
    top = item.y - BASELINE * item.size * MM_PER_POINT
    if item.style.pitch:
        return [(top, item.x, PITCHES[item.style.pitch] + _text(item.text))]
    return _graphics(item.x, top, text_image(item.text, item.size, DOT))


def _text(text):
    found = []
    for is_latin, chars in groupby(text, key=str.isascii):
        part = "".join(chars).encode("gb18030")
        found.append(part if is_latin else FS + b"&" + part + FS + b".")
    return b"".join(found)


def _graphics(x, y, image):
    return [
        (y + row / DOT, x, ESC + b"*\x27" + word(columns) + data)
        for row, columns, data in stripes(image)
    ]


def word(value):
    number = round(value)
    if not 0 <= number < 1 << 16:
        raise ValueError("the text lies off the paper: check the form and the printer's offset")
    return number.to_bytes(2, "little")
