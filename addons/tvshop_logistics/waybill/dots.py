"""Bit images in stripes of 24 dots, which dot-matrix and thermal printers alike can print.

Codes are drawn so, and texts that are to be smaller than the smallest sign of the printer's own
font: in the embedded font, each sign where its measured place is.
"""

from functools import lru_cache
from math import inf

from PIL import Image, ImageDraw, ImageFont

from .font import FONT_FILE, FontMetrics, shrink
from .form import BASELINE, MM_PER_POINT, ROUNDING, Style

STRIPE = 24
SMALLEST_EM = 16  # dots: below, the strokes of Chinese signs run together


class DotMetrics:
    """Measures of a printer with `dot` dots per mm and an own font of fixed cells."""

    dot = 0.0
    tallest = inf  # mm a barcode can be high
    widest = {}  # dots a code's module can be wide

    def __init__(self):
        self.font = FontMetrics()

    def module(self, kind, most):
        """Modules are whole dots, else bars that are alike come out unlike."""
        dots = int(most * self.dot + ROUNDING)
        return min(dots, self.widest.get(kind, dots)) / self.dot

    def drawn_styles(self, mark):
        """The styles below the printer's own signs, drawn dot by dot."""
        points = 1 / MM_PER_POINT / self.dot
        largest, smallest = STRIPE * points, SMALLEST_EM * points
        return map(Style, shrink(min(mark.size, largest), max(mark.floor, smallest)))


def text_image(text, size, dot):
    """A line of text, one stripe high, `size` points at `dot` dots per mm."""
    em, measure = size * MM_PER_POINT * dot, FontMetrics()
    image = Image.new("1", (round(measure.width(text, Style(size)) * dot) + 1, STRIPE))
    draw = ImageDraw.Draw(image)
    for place, sign in enumerate(text):
        x = round(measure.width(text[:place], Style(size)) * dot)
        draw.text((x, round(BASELINE * em)), sign, font=_face(em), fill=1, anchor="ls")
    return image


@lru_cache(maxsize=32)
def _face(em):
    return ImageFont.truetype(str(FONT_FILE), em)


def symbol_image(symbol, width, height):
    """A code's modules, `width` × `height` dots altogether."""
    padding = -symbol.columns % 8
    size = (symbol.columns + padding) // 8
    data = b"".join((row << padding).to_bytes(size, "big") for row in symbol.rows)
    image = Image.frombytes("1", (symbol.columns, len(symbol.rows)), data)
    return image.resize((width, height), Image.Resampling.NEAREST)


def stripes(image):
    """(row of its top, columns, data) of each stripe; three bytes a column, the top bit first."""
    for top in range(0, image.height, STRIPE):
        part = image.crop((0, top, image.width, top + STRIPE))
        yield top, image.width, part.transpose(Image.Transpose.TRANSPOSE).tobytes()
