"""A statement as pages of A4: a heading, facts, one table over as many pages as it takes."""

from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

MARGIN = 18 * mm
PADDING = 6  # points around a frame and beside a cell, as reportlab has it
LEFT = MARGIN + PADDING
WIDTH = A4[0] - 2 * LEFT
SIZES = (9, 8, 7, 6)
NAME_WIDTH, HEADER_WIDTH = 45 * mm, 24 * mm
GREY = colors.Color(0.4, 0.4, 0.4)
LIGHT, PALE = colors.Color(0.8, 0.8, 0.8), colors.Color(0.93, 0.93, 0.93)


class Document(NamedTuple):
    """All texts as they are to be read.

    `sender` is the company with its address, line by line; `facts` are `(label, text)`; of `rows`
    the first cell is text and the others are numbers, as of `totals` the last one. `signers` are
    who signs below, `sign_here` is what they put there.
    """

    title: str
    sender: tuple
    facts: tuple
    header: tuple
    rows: tuple
    totals: tuple
    signers: tuple = ()
    sign_here: str = ""


def render(document, font):
    """The PDF (bytes).

    :param font: name of a registered font that has every sign of the document
    """
    pages = 0
    for _pass in range(2):  # the first one counts the pages
        output = BytesIO()
        pages = _build(document, font, output, pages)
    return output.getvalue()


def _build(document, font, output, pages):
    template = SimpleDocTemplate(
        output,
        pagesize=A4,
        title=document.title,
        author=document.sender[0],
        **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN),
    )

    def foot(canvas, _template):
        canvas.setFont(font, 8)
        canvas.setFillColor(GREY)
        canvas.drawString(LEFT, MARGIN / 2, document.title)
        canvas.drawRightString(A4[0] - LEFT, MARGIN / 2, f"{canvas.getPageNumber()} / {pages}")

    template.build(_story(document, font), onFirstPage=foot, onLaterPages=foot)
    return template.page


def _story(document, font):
    text = ParagraphStyle("text", fontName=font, fontSize=9, leading=13, wordWrap="CJK")
    small = ParagraphStyle("small", text, fontSize=8, leading=11, textColor=GREY)
    heading = ParagraphStyle("heading", text, fontSize=16, leading=24)
    company, *address = document.sender
    size, widths = _columns(document, font)
    return [
        Paragraph(escape(company), ParagraphStyle("company", text, fontSize=11, leading=16)),
        *(Paragraph(escape(line), small) for line in address),
        Spacer(1, 8 * mm),
        Paragraph(escape(document.title), heading),
        _facts(document, text, small),
        Spacer(1, 6 * mm),
        _table(document, ParagraphStyle("cell", text, fontSize=size, leading=size + 4), widths),
        KeepTogether([_totals(document, font, widths), *_signatures(document, text, small)]),
    ]


def _facts(document, text, small):
    rows = [
        (Paragraph(escape(label), small), Paragraph(escape(value), text))
        for label, value in document.facts
    ]
    plain = TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return Table(rows, colWidths=(32 * mm, None), style=plain, hAlign="LEFT")


def _columns(document, font):
    """`(font size, widths)`: numbers have the room they take, names have the rest."""
    for size in SIZES:
        numbers = [
            max(
                min(stringWidth(title, font, size), HEADER_WIDTH),
                *(stringWidth(row[place], font, size) for row in document.rows),
                0,
            )
            + 2 * PADDING
            for place, title in enumerate(document.header[1:], 1)
        ]
        names = WIDTH - sum(numbers)
        if names >= NAME_WIDTH:
            break
    return size, (names, *numbers)


def _table(document, cell, widths):
    right = ParagraphStyle("right", cell, alignment=2)
    title, *titles = document.header
    header = (Paragraph(escape(title), cell), *(Paragraph(escape(t), right) for t in titles))
    body = [(Paragraph(escape(name), cell), *numbers) for name, *numbers in document.rows]
    style = [
        ("FONT", (0, 0), (-1, -1), cell.fontName, cell.fontSize),
        ("LEADING", (0, 0), (-1, -1), cell.leading),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, LIGHT),
    ]
    return Table([header, *body], colWidths=widths, repeatRows=1, style=TableStyle(style))


def _totals(document, font, widths):
    style = [
        ("FONT", (0, 0), (-1, -1), font, 9),
        ("ALIGN", (1, 0), (1, -1), "RIGHT"),
        ("LINEBELOW", (0, 0), (-1, -2), 0.25, LIGHT),
        ("LINEABOVE", (0, -1), (-1, -1), 1, colors.black),
        ("FONTSIZE", (0, -1), (-1, -1), 11),
        ("BOTTOMPADDING", (0, -1), (-1, -1), PADDING),
    ]
    half = sum(widths) / 2
    return Table(document.totals, colWidths=(half, half), style=TableStyle(style))


def _signatures(document, text, small):
    if not document.signers:
        return []
    gap = 12 * mm
    line = (WIDTH - gap) / 2
    first, second = (
        (Paragraph(escape(name), text), Paragraph(escape(document.sign_here), small))
        for name in document.signers
    )
    style = [
        ("LINEABOVE", (0, 0), (0, 0), 0.5, GREY),
        ("LINEABOVE", (2, 0), (2, 0), 0.5, GREY),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
    rows = [(one, "", other) for one, other in zip(first, second, strict=True)]
    signed = Table(rows, colWidths=(line, gap, line), style=TableStyle(style), hAlign="LEFT")
    return [Spacer(1, 24 * mm), signed]
