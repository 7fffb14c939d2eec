"""A statement as pages of A4: a heading, facts, one table over as many pages as it takes."""

from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

MARGIN = 18 * mm
GREY = colors.Color(0.4, 0.4, 0.4)


class Document(NamedTuple):
    """All texts as they are to be read.

    `sender` is the company with its address, line by line; `facts` are `(label, text)`; of `rows`
    the first cell is text and the others are numbers, as of `totals` the last one.
    """

    title: str
    sender: tuple
    facts: tuple
    header: tuple
    rows: tuple
    totals: tuple


def render(document, font):
    """The PDF (bytes).

    :param font: name of a registered font that has every sign of the document
    """
    output = BytesIO()
    template = SimpleDocTemplate(
        output,
        pagesize=A4,
        title=document.title,
        author=document.sender[0],
        **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN),
    )
    text = ParagraphStyle("text", fontName=font, fontSize=9, leading=13, wordWrap="CJK")
    small = ParagraphStyle("small", text, fontSize=8, leading=11, textColor=GREY)
    heading = ParagraphStyle("heading", text, fontSize=16, leading=24)
    story = [
        *(Paragraph(escape(line), small) for line in document.sender),
        Spacer(1, 8 * mm),
        Paragraph(escape(document.title), heading),
        _facts(document, text, small),
        Spacer(1, 6 * mm),
        _table(document, text, font),
    ]

    def number(canvas, _template):
        canvas.setFont(font, 8)
        canvas.setFillColor(GREY)
        canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, str(canvas.getPageNumber()))

    template.build(story, onFirstPage=number, onLaterPages=number)
    return output.getvalue()


def _facts(document, text, small):
    rows = [
        (Paragraph(escape(label), small), Paragraph(escape(value), text))
        for label, value in document.facts
    ]
    plain = TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return Table(rows, colWidths=(32 * mm, None), style=plain, hAlign="LEFT")


def _table(document, text, font):
    columns = len(document.header)
    width = A4[0] - 2 * MARGIN
    narrow = 24 * mm
    body = [(Paragraph(escape(name), text), *numbers) for name, *numbers in document.rows]
    blank = ("",) * (columns - 2)
    totals = [(label, *blank, amount) for label, amount in document.totals]
    style = [
        ("FONT", (0, 0), (-1, -1), font, 9),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.93, 0.93, 0.93)),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.Color(0.8, 0.8, 0.8)),
        ("LINEABOVE", (0, -1), (-1, -1), 1, colors.black),
        ("FONTSIZE", (0, -1), (-1, -1), 11),
    ]
    return Table(
        [document.header, *body, *totals],
        colWidths=(width - narrow * (columns - 1), *[narrow] * (columns - 1)),
        repeatRows=1,
        style=TableStyle(style),
    )
