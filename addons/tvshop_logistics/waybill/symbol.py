"""What a barcode or QR code is drawn from: rows of modules as integers."""

import re
from typing import NamedTuple

_RUN = re.compile("1+")


class Symbol(NamedTuple):
    """`columns` modules a row, quiet zone counted; each row an int, its top bit leftmost."""

    columns: int
    rows: tuple

    def runs(self):
        """(x, y, width) of each run of dark modules, in modules."""
        return [
            (run.start(), y, run.end() - run.start())
            for y, row in enumerate(self.rows)
            for run in _RUN.finditer(f"{row:0{self.columns}b}")
        ]
