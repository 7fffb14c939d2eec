"""The font that is printed, measured and shown in the editor: one file for all three."""

import struct
from functools import lru_cache
from math import inf
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from .form import MM_PER_POINT, STEP, Style

# TrueType, so that a PDF can carry the signs it uses: every printer and viewer shows the same.
FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
FONT_NAME = "tvshop-waybill"


def shrink(size, floor):
    """Sizes from `size` down to `floor`, both counted."""
    smallest = min(size, floor)
    while size > smallest:
        yield size
        size -= STEP
    yield smallest


class FontMetrics:
    """Measures of the embedded font; a text may shrink down to its mark's floor."""

    tallest = inf

    def __init__(self):
        self._em = lru_cache(maxsize=65536)(load().stringWidth)

    def width(self, text, style):
        return self._em(text, MM_PER_POINT) * style.size

    def styles(self, mark):
        return map(Style, shrink(mark.size, mark.floor))

    def module(self, _kind, most):
        return most


@lru_cache(maxsize=1)
def load():
    """The registered font; FileNotFoundError says which package brings it."""
    if not FONT_FILE.exists():
        raise FileNotFoundError(f"{FONT_FILE} is missing: install the package fonts-wqy-microhei")
    font = TTFont(FONT_NAME, str(FONT_FILE), subfontIndex=0)
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=1)
def web_font():
    """The printed font as a file of its own (bytes): browsers read no collections."""
    data = FONT_FILE.read_bytes()
    [start] = struct.unpack_from(">I", data, 12)  # of the first font of the collection
    [count] = struct.unpack_from(">H", data, start + 4)
    place, rows, tables = 12 + 16 * count, [], []
    for number in range(count):
        entry = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        tag, checksum, offset, length = entry
        rows.append(struct.pack(">4sIII", tag, checksum, place, length))
        tables.append(data[offset : offset + length] + bytes(-length % 4))
        place += len(tables[-1])
    return b"".join([data[start : start + 12], *rows, *tables])
