"""10,000 waybills to PDF beside bare reportlab, and labels beside python-escpos.

Bare reportlab draws the same texts and the same codes by its own calls: drawString and its
barcode widgets. python-escpos writes the texts as lines and lets the printer draw the codes; ours
fits each text into its field and places it by the dot, and the time of the bytes alone is shown
too.
"""

import io
import random
import sys
import types
from contextlib import redirect_stdout
from io import BytesIO
from pathlib import Path
from time import perf_counter

import goals
from escpos.printer import Dummy
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

_package = types.ModuleType("tvshop_logistics")
_package.__path__ = [str(Path(__file__).resolve().parents[2] / "addons" / "tvshop_logistics")]
sys.modules.setdefault("tvshop_logistics", _package)

from tvshop_logistics.waybill import escpos, pdf  # noqa: E402
from tvshop_logistics.waybill.font import FONT_NAME, FontMetrics  # noqa: E402
from tvshop_logistics.waybill.form import Bars, Form, Mark, place  # noqa: E402

PAGES = 10_000
QR_PAGES = 500
NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
TEXTS = ("receiver", "phone", "address", "products")


def make_values(count):
    rng = random.Random(1)
    return [
        {
            "number": f"EA{number:08d}0CN",
            "receiver": "".join(rng.choices(NAMES, k=3)),
            "phone": f"138{rng.randrange(10**8):08d}",
            "address": f"广东省深圳市南山区科技园北区朗山路{rng.randrange(500)}号",
            "products": "智能电饭锅 × 1",
        }
        for number in range(count)
    ]


def make_form(code):
    texts = (Mark("text", 10, 10 + 10 * n, 90, 6, key=key) for n, key in enumerate(TEXTS))
    return Form(230, 127, (Mark(code, 130, 5, 84, 30, key="number"), *texts))


def ours(code, values):
    form, metrics = make_form(code), FontMetrics()
    return pdf.render(form, [place(form, page, metrics)[0] for page in values])


def bare(code, values):
    output = BytesIO()
    mm = 72 / 25.4
    canvas = Canvas(output, pagesize=(230 * mm, 127 * mm))
    for page in values:
        if code == "qr":
            drawing = Drawing(30 * mm, 30 * mm)
            drawing.add(QrCodeWidget(page["number"], barWidth=30 * mm, barHeight=30 * mm))
            renderPDF.draw(drawing, canvas, 130 * mm, 92 * mm)
        else:
            Code128(page["number"], barWidth=1.3, barHeight=30 * mm).drawOn(
                canvas, 130 * mm, 92 * mm
            )
        canvas.setFont(FONT_NAME, 10)
        for number, key in enumerate(TEXTS):
            canvas.drawString(10 * mm, (114 - 10 * number) * mm, page[key])
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def place_labels(values):
    form, metrics = make_form("barcode"), escpos.CellMetrics()
    return form, [place(form, page, metrics)[0] for page in values]


def labels(values):
    return escpos.render(*place_labels(values))


def bare_labels(values):
    printer = Dummy()
    with redirect_stdout(io.StringIO()):  # it prints a line for each code
        for page in values:
            printer.barcode("{B" + page["number"], "CODE128", function_type="B", check=False)
            for key in TEXTS:
                printer._raw(page[key].encode("gb18030") + b"\n")
            printer.cut()
    return printer.output


def rate(function, *args):
    start = perf_counter()
    function(*args)
    return len(args[-1]) / (perf_counter() - start)


def rate_of_bytes(values):
    form, pages = place_labels(values)
    return rate(escpos.render, form, pages)


def compare(what, goal, mine, other, values, *args):
    first, second = rate(mine, *args, values), rate(other, *args, values)
    print(f"{what:<38}{first:>9,.0f}/s{second:>9,.0f}/s{first / second:>7.1f} ×")
    if goal:
        goals.report(f"{what} ÷ bare", first / second, goals.AT_LEAST, goal)


def main():
    FontMetrics()
    values = make_values(PAGES)
    [item] = [i for i in place(make_form("qr"), values[0], FontMetrics())[0] if isinstance(i, Bars)]
    assert item.kind == "qr"
    print(f"{'':<38}{'ours':>11}{'bare':>11}")
    compare("PDF pages with Code 128", 2, ours, bare, values, "barcode")
    compare("PDF pages with QR", 20, ours, bare, values[:QR_PAGES], "qr")
    compare("ESC/POS labels beside python-escpos", None, labels, bare_labels, values)
    first, second = rate_of_bytes(values), rate(bare_labels, values)
    print(f"{'their bytes alone':<38}{first:>9,.0f}/s{second:>9,.0f}/s{first / second:>7.1f} ×")


if __name__ == "__main__":
    main()
