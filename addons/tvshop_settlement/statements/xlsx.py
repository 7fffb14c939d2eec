"""A statement as a workbook: sheets with a heading, one table and its totals."""

from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

NAME, WORD, NUMBER, MONEY, DAY = "name", "word", "number", "money", "day"
WIDTHS = {NAME: 46, WORD: 18, NUMBER: 12, MONEY: 16, DAY: 12}
BOLD, LARGE = Font(bold=True), Font(bold=True, size=14)
PALE = PatternFill("solid", fgColor="EDEDED")
WRAPPED = Alignment(wrap_text=True, vertical="top")
HEADER_ROW = 4


class Sheet(NamedTuple):
    """`facts` is a line below the `title`; `columns` are `(title, kind)`; `rows`, any iterable,
    is read once; `totals` are `(label, amount)`, an amount being in the last column.

    Of kind NAME and WORD are texts, NUMBER and MONEY numbers, DAY dates.
    """

    name: str
    title: str
    facts: str
    columns: tuple
    rows: object
    totals: tuple = ()


def render(sheets, decimals):
    """The workbook (bytes).

    :param decimals: how many an amount of money has
    """
    places = f".{'0' * decimals}" if decimals else ""
    formats = {MONEY: f"#,##0{places}", DAY: "yyyy-mm-dd"}
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet, formats)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def _write(page, sheet, formats):
    kinds = [kind for _title, kind in sheet.columns]
    for place, kind in enumerate(kinds, 1):
        page.column_dimensions[get_column_letter(place)].width = WIDTHS[kind]
    page.freeze_panes = f"A{HEADER_ROW + 1}"
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0  # as many pages as it takes, each as wide as the table
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.append([_cell(page, sheet.title, font=LARGE)])
    page.append([_cell(page, sheet.facts)])
    page.append([])
    header = {"font": BOLD, "fill": PALE, "alignment": WRAPPED}
    page.append([_cell(page, title, **header) for title, _kind in sheet.columns])
    styles = [_style(kind, formats) for kind in kinds]
    for row in sheet.rows:
        page.append([_cell(page, value, **one) for value, one in zip(row, styles, strict=True)])
    blank = [None] * (len(kinds) - 2)
    for label, amount in sheet.totals:
        total = _cell(page, amount, font=BOLD, number_format=formats[MONEY])
        page.append([_cell(page, label, font=BOLD), *blank, total])


def _style(kind, formats):
    if kind == NAME:
        return {"alignment": WRAPPED}
    return {"number_format": formats[kind]} if kind in formats else {}


def _cell(page, value, **style):
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        cell.data_type = "s"  # a name that looks like a formula stays a name
    for name, one in style.items():
        setattr(cell, name, one)
    return cell
