"""The rows that could not be taken, as a file to send back."""

import csv
import io

SHOWN = 100
# A cell that begins so would be computed by the spreadsheet that opens the file.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class ReturnedRows:
    """Collects bad rows as they came, with line and reason behind; `data` is a CSV file for Excel.

    `reasons` are the first SHOWN `(line, reason)`.

    With its header line, the corrected file can be imported as it is.
    """

    def __init__(self):
        self.count = 0
        self.reasons = []
        self._width = 0
        self._text = io.StringIO()
        self._writer = csv.writer(self._text)

    def add_header(self, cells, *titles):
        self._width = len(cells)
        self._write(cells, titles)

    def add(self, cells, line, reason):
        self.count += 1
        if len(self.reasons) < SHOWN:
            self.reasons.append((line, reason))
        self._write(cells, (line, reason))

    def _write(self, cells, behind):
        padding = [""] * (self._width - len(cells))
        self._writer.writerow([*map(_harmless, cells), *padding, *behind])

    @property
    def data(self):
        return self._text.getvalue().encode("utf-8-sig")


def _harmless(cell):
    text = str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text
