"""A file as rows of cells, read as a stream. Files are strangers: every limit is hard."""

import csv
import io
import re
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from datetime import date, datetime, time
from itertools import islice

MAX_BYTES = 64 * 2**20
MAX_UNPACKED = 512 * 2**20
MAX_RATIO = 200
MAX_PARTS = 500
MAX_ROWS = 500_000
MAX_COLUMNS = 100
MAX_CELL = 5000
CHUNK = 2**20
SEPARATORS = ",;\t|"
# What Excel is told to leave a long number alone with; it is no formula that counts anything.
_QUOTED_TEXT = re.compile(r'="([^"]*)"')


class Refused(Exception):
    """The file can't be taken as a whole. `code` names why, `value` what it is about."""

    def __init__(self, code, value=""):
        super().__init__(code, value)
        self.code = code
        self.value = value


class Formula(str):
    """A cell that a spreadsheet would compute."""

    __slots__ = ()


def read_table(data):
    """Yield `(line, cells)` of a CSV or XLSX file; lines count from 1, cells are str or datetime.

    :raises Refused: also in the middle, when what follows can't be read
    """
    if len(data) > MAX_BYTES:
        raise Refused("too_large", MAX_BYTES // 2**20)
    if not data.strip():
        raise Refused("empty")
    rows = _read_xlsx(data) if data[:4] == b"PK\x03\x04" else _read_csv(data)
    for line, cells in enumerate(rows, 1):
        if line > MAX_ROWS:
            raise Refused("too_many_rows", MAX_ROWS)
        if any(cells):
            yield line, cells


# CSV


def is_cut(data):
    """Whether a text file's last line has no end."""
    return data[:4] != b"PK\x03\x04" and not data.endswith((b"\n", b"\r", b"\n\0", b"\r\0"))


def detect_encoding(data):
    """The encoding in which all of `data` can be read.

    :raises Refused: if there is none
    """
    if data.startswith(BOM_UTF8):
        candidates = ("utf-8-sig",)
    elif data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        candidates = ("utf-16",)
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        if _is_readable(data, encoding):
            return encoding
    raise Refused("encoding")


def _is_readable(data, encoding):
    decoder = getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), CHUNK):
            if "\0" in decoder.decode(view[start : start + CHUNK]):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _read_csv(data):
    encoding = detect_encoding(data)
    text = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    separator = _detect_separator(list(islice(text, 20)))
    text.seek(0)
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        for row in reader:
            if len(row) > MAX_COLUMNS:
                raise Refused("too_many_columns", MAX_COLUMNS)
            text = "".join(row)
            if len(text) > MAX_CELL or "=" in text:
                yield [_text_cell(cell) for cell in row]
            else:  # nothing to look for, in most rows
                yield list(map(str.strip, row))
    except csv.Error as error:
        raise Refused("csv", reader.line_num) from error


def _detect_separator(lines):
    """The separator that most lines have equally often."""

    def agreement(separator):
        counts = Counter(line.count(separator) for line in lines if line.strip())
        count, lines_with = counts.most_common(1)[0] if counts else (0, 0)
        return (lines_with if count else 0, count)

    return max(SEPARATORS, key=agreement)


def _text_cell(cell):
    cell = cell.strip()
    if len(cell) > MAX_CELL:
        raise Refused("long_cell", MAX_CELL)
    if cell[:1] == "=":
        quoted = _QUOTED_TEXT.fullmatch(cell)
        return quoted[1].strip() if quoted else Formula(cell)
    return cell


# XLSX


def _read_xlsx(data):
    # Not above: it takes longer to import than most files take to read.
    from openpyxl import load_workbook

    _check_zip(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # The size that a file says it has is no reason to reserve room for it.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MAX_COLUMNS):
            yield [_sheet_cell(cell) for cell in row]
    except Refused:
        raise
    except Exception as error:
        # openpyxl raises whatever its XML and zip readers come across.
        raise Refused("xlsx", type(error).__name__) from error


def _check_zip(data):
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise Refused("xlsx", "BadZipFile") from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(data):
        raise Refused("zip_bomb")


def _sheet_cell(cell):
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Formula(value)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # An escaped text is a text: =1+1 that was typed as such is refused by the row's reader.
    return _text_cell(str(value))
