"""Pages of ink as a PDF: the canvas and the fonts are reportlab's, each page one plain stream."""

from io import BytesIO
from itertools import chain

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFStream, PDFZCompress
from reportlab.pdfgen.canvas import Canvas

from .font import load
from .form import Bars

POINTS = 72 / 25.4


def render(form, pages, background=None, offset=(0, 0)):
    """A PDF (bytes) with one page for each list of ink (see `form.place`).

    :param background: picture (bytes) under the ink, for a preview; none on pre-printed paper
    :param offset: mm by which this printer's paper lies further right and further down
    """
    output = BytesIO()
    canvas = Canvas(output, pagesize=(form.width * POINTS, form.height * POINTS))
    canvas.setTitle("Waybills")
    canvas._doc.addPage = _binary_pages(canvas._doc.addPage)
    picture = background and ImageReader(BytesIO(background))
    writer = _Writer(canvas, form.height, offset)
    for ink in pages:
        if picture:
            canvas.drawImage(picture, 0, 0, form.width * POINTS, form.height * POINTS)
        writer.write(ink)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def _binary_pages(add_page):
    """Pages compressed, but not written as text: reportlab's coding takes a third of the time."""

    def add(page):
        page.Contents = PDFStream(content=page.stream, filters=[PDFZCompress])
        add_page(page)

    return add


class _Writer:
    """Writes the operators itself: reportlab's calls for each bar cost more than the bars."""

    def __init__(self, canvas, height, offset):
        self.canvas, self.font = canvas, load()
        self.left, self.top = offset[0], height - offset[1]

    def write(self, ink):
        code = self.canvas._code
        for item in ink:
            code.append(self._bars(item) if isinstance(item, Bars) else self._text(item))

    def _bars(self, bars):
        # In millimetres from the top, so that the numbers go in as they are.
        frame = f"{POINTS:.6f} 0 0 {-POINTS:.6f} {self.left * POINTS:.3f} {self.top * POINTS:.3f}"
        rects = "%.3f %.3f %.3f %.3f re " * len(bars.rects) % tuple(chain(*bars.rects))
        return f"q {frame} cm {rects}f Q"

    def _text(self, line):
        x, y = (self.left + line.x) * POINTS, (self.top - line.y) * POINTS
        parts = [f"BT {x:.3f} {y:.3f} Td"]
        document = self.canvas._doc
        for subset, signs in self.font.splitString(line.text, document):
            name = self.font.getSubsetInternalName(subset, document)
            parts.append(f"{name} {line.size:g} Tf ({self.canvas._escape(signs)}) Tj")
        return " ".join([*parts, "ET"])
