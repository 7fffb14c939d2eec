"""QR codes as runs of dark modules."""

from functools import lru_cache
from itertools import groupby

import qrcode

QUIET = 2  # modules left free on each side


@lru_cache(maxsize=1024)
def runs(text):
    """([(x, y, width)], columns, rows) in modules, quiet zone counted; error correction M."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    found = []
    for y, row in enumerate(code.get_matrix(), QUIET):
        x = QUIET
        for is_dark, group in groupby(row):
            width = len(list(group))
            if is_dark:
                found.append((x, y, width))
            x += width
    size = code.modules_count + 2 * QUIET
    return tuple(found), size, size
