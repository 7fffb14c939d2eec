import random

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from printers import codes
from qrcode.util import QRData, lost_point
from tvshop_logistics.waybill import qr
from tvshop_logistics.waybill.dots import symbol_image
from tvshop_logistics.waybill.qr_penalty import penalty

LEVELS = {"M": 0, "Q": 3, "H": 2}
MODES = {"0001": 1, "0010": 2, "0100": 4}
ALPHABETS = ["0123456789", qr._SIGNS, "abcXYZ,;? 8"]


def texts():
    return st.sampled_from(ALPHABETS).flatmap(lambda signs: st.text(signs, min_size=1, max_size=70))


def modules(symbol):
    return [row >> qr.QUIET for row in symbol.rows[qr.QUIET : -qr.QUIET]]


def of_library(text, version, level, mask):
    """(modules, penalty) by the library qrcode, with a mask that is told."""
    code = qrcode.QRCode(
        version=version, border=0, error_correction=LEVELS[level], mask_pattern=mask
    )
    code.add_data(QRData(text.encode(), mode=MODES[qr._segment(text)[0]]))
    code.make(fit=False)
    rows = [int("".join("01"[dark] for dark in row), 2) for row in code.modules]
    return rows, lost_point(code.modules)


@settings(max_examples=60, deadline=None)
@given(texts())
def test_h3_a_code_is_another_librarys_with_the_mask_of_fewest_points(text):
    version, level, _data = qr._fill(text)
    theirs = [of_library(text, version, level, mask) for mask in range(8)]
    best = min(points for _rows, points in theirs)
    ours = modules(qr.symbol(text))
    assert ours in [rows for rows, points in theirs if points == best]


@pytest.mark.parametrize("version", range(1, 11))
def test_h3_each_version_and_level_is_another_librarys(version):
    rng = random.Random(version)
    for level in qr.LEVELS:
        room = qr._data_size(version, level) - 3
        text = "".join(rng.choices("abcdefgh?", k=room))
        mode, count, widths, bits = qr._segment(text)
        bits = f"{mode}{count:0{widths[version == 10]}b}{bits}"
        data = qr._pad(bits, 8 * qr._data_size(version, level))
        whole, size = qr._best_mask(version, level, qr._codewords(version, level, data))
        rows = [whole >> size * y & (1 << size) - 1 for y in range(size - 1, -1, -1)]
        theirs = [of_library(text, version, level, mask)[0] for mask in range(8)]
        assert rows in theirs


def test_h3_the_points_of_a_code_are_those_of_the_standard():
    for mask in range(8):
        rows, points = of_library("EA100000003CN", 1, "M", mask)
        whole = int("".join(f"{row:021b}" for row in rows), 2)
        assert penalty(whole, 21) == points


@pytest.mark.parametrize(
    "text", ["7", "EA100000003CN", "SF1234567890123", "https://例.cn/查?n=1", "深圳市南山区" * 11]
)
def test_h3_a_scanner_reads_the_code_back(text):
    symbol = qr.symbol(text)
    side = 4 * symbol.columns
    image = symbol_image(symbol, side, side)
    assert codes(image) == [text]


def test_h3_what_is_spoilt_within_the_level_is_still_read():
    symbol = qr.symbol("EA100000003CN")
    image = symbol_image(symbol, 4 * symbol.columns, 4 * symbol.columns)
    assert qr.level_of("EA100000003CN") == "Q"
    image.paste(Image.new("1", (16, 24), 1), (76, 60))
    assert codes(image) == ["EA100000003CN"]


def test_h3_a_text_too_long_for_a_code_is_refused():
    with pytest.raises(ValueError):
        qr.symbol("深" * 72)
    qr.symbol("深" * 70)
