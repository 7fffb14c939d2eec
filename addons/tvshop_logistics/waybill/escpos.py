"""ESC/POS labels for thermal printers of 203 dpi, in page mode.

Texts and Code 128 are the printer's own, except texts smaller than its font. QR codes are drawn
as bit images, 3 to 5 KB each: a printer would choose version and mask itself, and Epson's manuals
disagree about the corner from which it draws them.
"""

from functools import lru_cache

from . import code128
from .dots import STRIPE, DotMetrics, stripes, symbol_image, text_image
from .escp import word
from .form import BASELINE, MM_PER_POINT, Bars, Style

DOT = 8  # dots per mm
CELL = 24  # dots of a Chinese sign; a letter has half of its width
SIZE = CELL / DOT / MM_PER_POINT
LETTERS = 25.4 * DOT / (CELL / 2)  # an inch, in the single size
LARGEST = 4  # times the single cell
ESC, GS, FS = b"\x1b", b"\x1d", b"\x1c"


class CellMetrics(DotMetrics):
    """The printer's cells in whole multiples, then smaller signs drawn dot by dot."""

    dot = DOT
    tallest = 255 / DOT
    widest = {"barcode": 6}

    def width(self, text, style):
        if not style.pitch:
            return self.font.width(text, style)
        halves = 2 * len(text) - len(text.encode("ascii", "ignore"))
        return halves * 25.4 / style.pitch

    def styles(self, mark):
        yield from _multiples(mark.size)
        yield from self.drawn_styles(mark)


@lru_cache(maxsize=64)
def _multiples(size):
    """From the multiple of the cell that comes nearest to `size` points down to the single one."""
    nearest = min(LARGEST, max(1, round(size / SIZE)))
    return tuple(Style(factor * SIZE, LETTERS / factor) for factor in range(nearest, 0, -1))


def render(form, pages, offset=(0, 0)):
    """What to send to the printer for pages of ink: one label each, in page mode.

    There, a position is the left end of a text's baseline, or the lower left corner of a barcode
    or image.
    """
    area = word(0) * 2 + word(form.width * DOT) + word(form.height * DOT)
    start = ESC + b"@" + FS + b"&" + GS + b"P\xcb\xcb"  # Chinese signs; 203 units an inch
    labels = (
        b"".join([ESC + b"L" + ESC + b"W" + area, *(_item(item, offset) for item in ink), b"\x0c"])
        for ink in pages
    )
    return start + b"".join(labels)


def _item(item, offset):
    x, y = item.x + offset[0], item.y + offset[1]
    if isinstance(item, Bars):
        return _barcode(item, x, y) if item.kind == "barcode" else _qr(item, x, y)
    if item.style.pitch:
        scale = bytes([(round(LETTERS / item.style.pitch) - 1) * 0x11])
        return _move(x, y) + GS + b"!" + scale + item.text.encode("gb18030")
    top = y - BASELINE * item.size * MM_PER_POINT
    return _graphics(x, top, text_image(item.text, item.size, DOT))


def _move(x, y):
    return GS + b"$" + word(y * DOT) + ESC + b"$" + word(x * DOT)


def _barcode(bars, x, y):
    """Height, module, no text below; then the code, whose quiet zones the printer leaves out."""
    module, height = round(bars.module * DOT), round(bars.height * DOT)
    setting = GS + b"h" + bytes([height]) + GS + b"w" + bytes([module]) + GS + b"H\x00"
    data = b"".join(_code_set(code_set, values) for code_set, values in code128.parts(bars.text))
    start = _move(x + code128.QUIET * bars.module, y + bars.height)
    return start + setting + GS + b"kI" + bytes([len(data)]) + data


def _code_set(code_set, values):
    if code_set == "C":
        return b"{C" + bytes(values)
    return b"{B" + bytes(value + 32 for value in values).replace(b"{", b"{{")


def _qr(bars, x, y):
    side = bars.symbol.columns * round(bars.module * DOT)
    return _graphics(x, y, symbol_image(bars.symbol, side, side))


def _graphics(x, y, image):
    return b"".join(
        _move(x, y + (row + STRIPE) / DOT) + ESC + b"*\x21" + word(columns) + data
        for row, columns, data in stripes(image)
    )
