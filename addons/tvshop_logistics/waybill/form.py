"""A waybill form and where each order's data comes to lie on it.

Lengths are millimetres from the paper's top left corner, font sizes are points. `place` gives
the same ink to every output: the PDF, the editor's picture and the printers' own languages.
"""

from dataclasses import dataclass
from typing import NamedTuple

from . import code128, qr
from .symbol import Symbol

MM_PER_POINT = 25.4 / 72
LINE_HEIGHT = 1.2  # of the font size
BASELINE = 0.88  # of the font size, below a line's top
STEP = 0.5  # points by which a text shrinks that doesn't fit
ROUNDING = 1e-6


@dataclass(frozen=True)
class Mark:
    """A box on the form. `key` names the value put there; without it, `text` is printed as is."""

    kind: str  # text, barcode, qr
    x: float
    y: float
    width: float
    height: float
    key: str = ""
    text: str = ""
    size: float = 10.0
    floor: float = 7.0
    align: str = "left"
    wrap: bool = False


@dataclass(frozen=True)
class Form:
    width: float
    height: float
    marks: tuple


class Style(NamedTuple):
    """How large a text is printed: points, and for printers of fixed pitch letters an inch."""

    size: float
    pitch: float = 0


class Line(NamedTuple):
    """A line of text; (x, y) is the left end of its baseline."""

    x: float
    y: float
    text: str
    style: Style

    @property
    def size(self):
        return self.style.size


class Bars(NamedTuple):
    """A barcode or QR code from (x, y) on, its modules `module` wide and `high` high."""

    kind: str
    text: str
    x: float
    y: float
    module: float
    high: float
    symbol: Symbol

    @property
    def width(self):
        return self.module * self.symbol.columns

    @property
    def height(self):
        return self.high * len(self.symbol.rows)

    @property
    def rects(self):
        """Dark rectangles: (x, y, width, height)."""
        return [
            (self.x + x * self.module, self.y + y * self.high, width * self.module, self.high)
            for x, y, width in self.symbol.runs()
        ]


def break_lines(text, width, measure):
    """Lines of `text` no wider than `width`; words of letters and digits stay whole if they can."""
    lines = []
    for paragraph in text.splitlines():
        if measure(paragraph) <= width + ROUNDING:
            lines.append(paragraph.strip())
            continue
        line = ""
        for word in _words(paragraph):
            if line and measure(line + word) > width + ROUNDING:
                lines.append(line.rstrip())
                line = ""
            if measure(word) > width + ROUNDING:
                *full, word = _cut(line + word, width, measure)
                lines += full
                line = ""
            line += word if line or word != " " else ""
        lines.append(line.rstrip())
    return lines


def _words(text):
    word = ""
    for char in text:
        if char.isascii() and char != " ":
            word += char
            continue
        if word:
            yield word
        word = ""
        yield char
    if word:
        yield word


def _cut(text, width, measure):
    pieces, piece = [], ""
    for char in text:
        if piece and measure(piece + char) > width + ROUNDING:
            pieces.append(piece)
            piece = ""
        piece += char
    return [*pieces, piece]


def fit(mark, text, metrics):
    """The (lines, style) in which `text` fits its box, or None: not even in the smallest."""
    whole = [text if "\n" not in text and "  " not in text else " ".join(text.split())]
    for style in metrics.styles(mark):

        def measure(part, style=style):
            return metrics.width(part, style)

        lines = break_lines(text, mark.width, measure) if mark.wrap else whole
        # A box may be a little lower than the leading: the ink of one line counts.
        room = len(lines) * LINE_HEIGHT - (LINE_HEIGHT - 1)
        if room * style.size * MM_PER_POINT > mark.height + ROUNDING:
            continue
        if all(measure(line) <= mark.width + ROUNDING for line in lines):
            return lines, style
    return None


def place(form, values, metrics):
    """The ink of one page, and the marks whose value doesn't fit.

    :param values: dict key → str
    :param metrics: what the printer can do: `styles(mark)` from the wanted one down to the
        smallest, `width(text, style)`, `module(kind, most)`, the module nearest to `most` and
        not above, `tallest` of barcodes; lengths in mm
    :return: (list of Line and Bars, list of Mark); what doesn't fit is not among the ink
    """
    ink, misfits = [], []
    for mark in form.marks:
        text = _printable((values.get(mark.key) or "") if mark.key else mark.text)
        if not text:
            continue
        put = _place_text if mark.kind == "text" else _place_bars
        placed = put(mark, text, metrics)
        if placed is None:
            misfits.append(mark)
        else:
            ink += placed
    return ink, misfits


def _printable(text):
    """Without control signs: in a name they would be commands to the printer."""
    if not text.isprintable():
        text = "".join(char for char in text if char == "\n" or char.isprintable())
    return text.strip()


_SHARES = {"left": 0, "center": 0.5, "right": 1}


def _place_text(mark, text, metrics):
    fitted = fit(mark, text, metrics)
    if fitted is None:
        return None
    lines, style = fitted
    share, em = _SHARES[mark.align], style.size * MM_PER_POINT
    return [
        Line(
            mark.x + (share and share * (mark.width - metrics.width(line, style))),
            mark.y + (BASELINE + number * LINE_HEIGHT) * em,
            line,
            style,
        )
        for number, line in enumerate(lines)
        if line
    ]


NARROWEST_MODULE = {"barcode": 0.19, "qr": 0.3}


def _place_bars(mark, text, metrics):
    """A code as large as its box lets it be, in its middle; none if too fine to be read."""
    try:
        symbol = code128.symbol(text) if mark.kind == "barcode" else qr.symbol(text)
    except ValueError:
        return None
    most = mark.width / symbol.columns
    if mark.kind == "qr":
        most = min(most, mark.height / len(symbol.rows))
    module = metrics.module(mark.kind, most)
    if module < NARROWEST_MODULE[mark.kind]:
        return None
    high = module if mark.kind == "qr" else min(mark.height, metrics.tallest)
    x = mark.x + (mark.width - module * symbol.columns) / 2
    y = mark.y + (mark.height - high * len(symbol.rows)) / 2
    return [Bars(mark.kind, text, x, y, module, high, symbol)]
