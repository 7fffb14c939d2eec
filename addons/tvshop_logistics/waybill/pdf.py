"""Pages of ink as a PDF: the canvas and the fonts are reportlab's, each page one plain stream."""

from io import BytesIO

from reportlab.lib.utils import ImageReader
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
    picture = background and ImageReader(BytesIO(background))
    writer = _Writer(canvas, form.height, offset)
    for ink in pages:
        if picture:
            canvas.drawImage(picture, 0, 0, form.width * POINTS, form.height * POINTS)
        writer.write(ink)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


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
        left, top = self.left, self.top
        rects = " ".join(
            f"{(left + x) * POINTS:.3f} {(top - y - high) * POINTS:.3f}"
            f" {wide * POINTS:.3f} {high * POINTS:.3f} re"
            for x, y, wide, high in bars.rects
        )
        return f"{rects} f"

    def _text(self, line):
        x, y = (self.left + line.x) * POINTS, (self.top - line.y) * POINTS
        parts = [f"BT {x:.3f} {y:.3f} Td"]
        document = self.canvas._doc
        for subset, signs in self.font.splitString(line.text, document):
            name = self.font.getSubsetInternalName(subset, document)
            parts.append(f"{name} {line.size:g} Tf ({self.canvas._escape(signs)}) Tj")
        return " ".join([*parts, "ET"])
