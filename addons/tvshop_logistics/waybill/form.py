"""A waybill form and where each order's data comes to lie on it.

Lengths are millimetres from the paper's top left corner, font sizes are points. `place` gives
the same ink to every output: the PDF, the editor's picture and the printers' own languages.
"""

from dataclasses import dataclass

from .code128 import bars
from .qr import runs

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


@dataclass(frozen=True)
class Line:
    """A line of text; (x, y) is the left end of its baseline."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True)
class Bars:
    """A barcode or QR code as dark rectangles (x, y, width, height)."""

    kind: str
    text: str
    box: tuple
    rects: tuple


def break_lines(text, width, measure):
    """Lines of `text` no wider than `width`; words of letters and digits stay whole if they can."""
    lines = []
    for paragraph in text.splitlines():
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
    """The (lines, size) in which `text` fits its box, or None: not even at the smallest size."""
    for size in metrics.sizes(mark):

        def measure(part, size=size):
            return metrics.width(part, size)

        lines = break_lines(text, mark.width, measure) if mark.wrap else [" ".join(text.split())]
        is_narrow = all(measure(line) <= mark.width + ROUNDING for line in lines)
        # A box may be a little lower than the leading: the ink of one line counts.
        room = len(lines) * LINE_HEIGHT - (LINE_HEIGHT - 1)
        if is_narrow and room * size * MM_PER_POINT <= mark.height + ROUNDING:
            return lines, size
    return None


def place(form, values, metrics):
    """The ink of one page, and the marks whose value doesn't fit.

    :param values: dict key → str
    :return: (list of Line and Bars, list of Mark); what doesn't fit is not among the ink
    """
    ink, misfits = [], []
    for mark in form.marks:
        text = _printable((values.get(mark.key) or "") if mark.key else mark.text)
        if not text.strip():
            continue
        placed = (
            _place_text(mark, text, metrics) if mark.kind == "text" else _place_bars(mark, text)
        )
        if placed is None:
            misfits.append(mark)
        else:
            ink += placed
    return ink, misfits


def _printable(text):
    """Without control signs: in a name they would be commands to the printer."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


def _place_text(mark, text, metrics):
    fitted = fit(mark, text, metrics)
    if fitted is None:
        return None
    lines, size = fitted
    em = size * MM_PER_POINT
    share = {"left": 0, "center": 0.5, "right": 1}[mark.align]
    return [
        Line(
            mark.x + share * (mark.width - metrics.width(line, size)),
            mark.y + (BASELINE + number * LINE_HEIGHT) * em,
            size,
            line,
        )
        for number, line in enumerate(lines)
        if line
    ]


NARROWEST_MODULE = {"barcode": 0.19, "qr": 0.3}


def _place_bars(mark, text):
    """A code that fills its box; none if its finest bar would be too thin to be read."""
    try:
        rects, columns, rows = _modules(mark.kind, text)
    except ValueError:
        return None
    module = mark.width / columns
    if mark.kind == "qr":
        module = min(module, mark.height / rows)
    if module < NARROWEST_MODULE[mark.kind]:
        return None
    high = module if mark.kind == "qr" else mark.height
    scaled = tuple(
        (mark.x + x * module, mark.y + y * high, width * module, high) for x, y, width in rects
    )
    return [Bars(mark.kind, text, (mark.x, mark.y, mark.width, mark.height), scaled)]


def _modules(kind, text):
    if kind == "qr":
        return runs(text)
    rects, columns = bars(text)
    return [(x, 0, width) for x, width in rects], columns, 1
