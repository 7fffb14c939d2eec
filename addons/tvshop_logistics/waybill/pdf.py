"""Pages of ink as a PDF: the file and its fonts are reportlab's, the pages are written here.

Reportlab's calls and page objects cost several times what is on the page; each page is one plain
stream instead, made of pieces that come again and again.
"""

import re
import zlib
from functools import lru_cache
from io import BytesIO
from itertools import groupby

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import BasicFonts, PDFImageXObject, PDFObject, PDFObjectReference
from reportlab.pdfgen.canvas import Canvas

from .font import load
from .form import Bars

POINTS = 72 / 25.4
CHUNK = 8  # modules of a code that are drawn by one piece
FAST = 1  # of zlib's levels: three times as fast as its usual one, files a sixth larger


def render(form, pages, background=None, offset=(0, 0)):
    """A PDF (bytes) with one page for each list of ink (see `form.place`).

    :param background: picture (bytes) under the ink, for a preview; none on pre-printed paper
    :param offset: mm by which this printer's paper lies further right and further down
    """
    output = BytesIO()
    canvas = Canvas(output)
    canvas.setTitle("Waybills")
    document = _Document(canvas._doc, form, offset, background)
    for ink in pages:
        document.add(ink)
    canvas.save()
    return output.getvalue()


class _Raw(PDFObject):
    """An object of the file whose text is already there."""

    def __init__(self, text):
        self.text = text

    def format(self, _document):
        return self.text


class _Document:
    def __init__(self, document, form, offset, background):
        self.document = document
        self.left, self.top = offset[0] * POINTS, (form.height - offset[1]) * POINTS
        self.signs = _Signs(load(), document)
        width, height = form.width * POINTS, form.height * POINTS
        fonts = PDFObjectReference(BasicFonts).format(document).decode()
        resources, self.start = f"/Font {fonts}", ""
        if background:
            picture = PDFImageXObject("Form", ImageReader(BytesIO(background)))
            resources += f"/XObject<</Form {self._refer(picture)}>>"
            self.start = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Form Do Q\n"
        self.page = (
            f"<</Type/Page/Parent {self._refer(document.Pages)}"
            f"/MediaBox[0 0 {width:.3f} {height:.3f}]"
            f"/Resources {self._refer(_Raw(f'<<{resources}>>'.encode()))}/Contents %s>>"
        )

    def _refer(self, part):
        return self.document.Reference(part).format(self.document).decode()

    def add(self, ink):
        parts = [self._bars(item) if isinstance(item, Bars) else self._text(item) for item in ink]
        data = zlib.compress((self.start + "\n".join(parts)).encode("latin-1"), FAST)
        head = b"<</Filter/FlateDecode/Length %d>>\nstream\n" % len(data)
        stream = self._refer(_Raw(head + data + b"\nendstream"))
        self.document.addPage(_Raw((self.page % stream).encode()))

    def _bars(self, bars):
        # In modules from the code's top left corner.
        x, y = self.left + bars.x * POINTS, self.top - bars.y * POINTS
        wide, high = bars.module * POINTS, -bars.high * POINTS
        return f"q {wide:.6f} 0 0 {high:.6f} {x:.3f} {y:.3f} cm {_path(bars.symbol)}f Q"

    def _text(self, line):
        x, y = self.left + line.x * POINTS, self.top - line.y * POINTS
        found = [f"BT {x:.3f} {y:.3f} Td"]
        for name, signs in groupby(map(self.signs.__getitem__, line.text), key=_subset):
            text = "".join(sign for _name, sign in signs)
            found.append(f"{name} {line.style.size:g} Tf ({text}) Tj")
        return " ".join([*found, "ET"])


def _subset(pair):
    return pair[0]


class _Signs(dict):
    """{sign: (name of the font's part that has it, its code there, escaped)}"""

    def __init__(self, font, document):
        super().__init__()
        self.font, self.document = font, document

    def __missing__(self, sign):
        [(subset, code)] = self.font.splitString(sign, self.document)
        name = self.font.getSubsetInternalName(subset, self.document)
        code = re.sub(r"([()\\])", r"\\\1", code.decode("latin-1"))
        self[sign] = name, code.replace("\r", "\\r")
        return self[sign]


@lru_cache(maxsize=256)
def _path(symbol):
    """The code's dark modules as one path of rectangles, so that no seams show between them."""
    found = []
    for y, row in enumerate(symbol.rows):
        rest = row << -symbol.columns % CHUNK
        for place, bits in enumerate(rest.to_bytes(-(-symbol.columns // CHUNK), "big")):
            if bits:
                found.append(_piece(CHUNK * place, y, bits))
    return "".join(found)


@lru_cache(maxsize=65536)
def _piece(x, y, bits):
    runs = re.finditer("1+", f"{bits:0{CHUNK}b}")
    return "".join(f"{x + run.start()} {y} {run.end() - run.start()} 1 re " for run in runs)
