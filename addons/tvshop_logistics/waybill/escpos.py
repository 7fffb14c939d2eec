"""ESC/POS labels for thermal printers of 203 dpi; the codes' commands are python-escpos's."""

from functools import lru_cache

from escpos.printer import Dummy

from .escp import _word
from .form import MM_PER_POINT, Bars

DOT = 8  # dots per mm
CELL = 24  # dots of a Chinese sign; a letter has half of its width
BASELINE_ROW = 21
ESC, GS, FS = b"\x1b", b"\x1d", b"\x1c"


class CellMetrics:
    """The printer's cells and their whole multiples; a text may shrink to the single size."""

    def width(self, text, size):
        cells = sum(1 if char.isascii() else 2 for char in text)
        return cells * CELL / 2 / DOT * _factor(size)

    def sizes(self, mark):
        for factor in range(_factor(mark.size), 0, -1):
            yield factor * CELL / DOT / MM_PER_POINT


def _factor(size):
    """How many times the single cell comes nearest to `size` points: 1 to 4."""
    return min(4, max(1, round(size * MM_PER_POINT * DOT / CELL)))


def render(form, pages, offset=(0, 0)):
    """What to send to the printer for pages of ink: one label each, in page mode."""
    area = _word(0) * 2 + _word(form.width * DOT) + _word(form.height * DOT)
    start = ESC + b"@" + FS + b"&" + GS + b"P\xcb\xcb"  # Chinese signs; 203 units an inch
    labels = (
        ESC + b"L" + ESC + b"W" + area + b"".join(_item(item, offset) for item in ink) + b"\x0c"
        for ink in pages
    )
    return start + b"".join(labels)


def _item(item, offset):
    if isinstance(item, Bars):
        x, y, width, height = item.box
        return _move(x, y, offset) + _code(item.kind, item.text, round(width * DOT), height)
    factor = _factor(item.size)
    scale = bytes([(factor - 1) * 0x11])
    top = item.y - BASELINE_ROW * factor / DOT
    return _move(item.x, top, offset) + GS + b"!" + scale + item.text.encode("gb18030")


def _move(x, y, offset):
    return GS + b"$" + _word((y + offset[1]) * DOT) + ESC + b"$" + _word((x + offset[0]) * DOT)


@lru_cache(maxsize=1024)
def _code(kind, text, width, height):
    printer = Dummy()
    if kind == "qr":
        printer.qr(text, native=True, size=max(2, min(16, width // 33)))
    else:
        printer.barcode(
            "{B" + text,
            "CODE128",
            height=min(255, round(height * DOT)),
            width=2,
            pos="OFF",
            align_ct=False,
            function_type="B",
            check=False,
        )
    return printer.output
