from hypothesis import given, settings
from hypothesis import strategies as st
from tvshop_logistics.waybill.capitals import capitals
from tvshop_logistics.waybill.font import FontMetrics
from tvshop_logistics.waybill.form import Bars, Form, Line, Mark, place

METRICS = FontMetrics()
TEXT = st.text("深圳市南山区科技园ABc 12-3，。", min_size=1, max_size=60)
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def form(mark):
    return Form(230, 127, (mark,))


@settings(max_examples=200, deadline=None)
@given(TEXT, st.floats(5, 100), st.floats(3, 30), st.booleans())
def test_h3_text_is_whole_within_its_box_or_flagged(text, width, height, wrap):
    mark = Mark("text", 10, 10, width, height, key="note", wrap=wrap)
    ink, misfits = place(form(mark), {"note": text}, METRICS)
    if misfits or not text.strip():
        assert not ink
        return
    printed = "".join(line.text for line in ink)
    assert printed.replace(" ", "") == text.replace(" ", "")
    for line in ink:
        assert mark.floor <= line.size <= mark.size
        assert line.x >= 10 - 1e-6
        assert line.x + METRICS.width(line.text, line.style) <= 10 + width + 1e-6
        assert 10 < line.y < 10 + height + 0.01


def test_h3_a_long_text_shrinks_to_its_floor_and_is_then_flagged():
    mark = Mark("text", 0, 0, 40, 6, key="note", size=12, floor=8)
    sizes = []
    for length in (5, 11, 13):
        ink, _misfits = place(form(mark), {"note": "深" * length}, METRICS)
        sizes.append(ink[0].size)
    assert sizes[0] == 12 and sizes == sorted(sizes, reverse=True) and sizes[-1] >= 8
    assert place(form(mark), {"note": "深" * 15}, METRICS) == ([], [mark])


def test_h3_a_name_can_not_command_the_printer():
    [line], _none = place(form(Mark("text", 0, 0, 60, 6, key="k")), {"k": "王\x1b@\x00明"}, METRICS)
    assert line.text == "王@明"


def test_h3_alignment_counts_the_text_as_printed():
    for align, share in (("left", 0), ("center", 0.5), ("right", 1)):
        mark = Mark("text", 10, 10, 50, 6, key="k", align=align)
        [line], _none = place(form(mark), {"k": "王小明"}, METRICS)
        width = METRICS.width("王小明", line.style)
        assert isinstance(line, Line) and abs(line.x - (10 + share * (50 - width))) < 1e-6


def test_h3_a_code_too_fine_to_read_is_flagged():
    mark = Mark("barcode", 0, 0, 20, 8, key="k")
    assert place(form(mark), {"k": "EA100000003CN"}, METRICS)[1] == [mark]
    wide = Mark("barcode", 0, 0, 60, 8, key="k")
    assert isinstance(place(form(wide), {"k": "EA100000003CN"}, METRICS)[0][0], Bars)
    assert place(form(wide), {"k": "王"}, METRICS)[1] == [wide]


def read_back(text):
    """Fen of an amount in capitals."""
    total = section = digit = 0
    fen = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in UNITS:
            section += digit * UNITS[sign]
            digit = 0
        elif sign in "万亿":
            before = total
            total, scale = (total, 10_000) if sign == "万" else (0, 100_000_000)
            total += (section + digit + before * (sign == "亿")) * scale
            section = digit = 0
        elif sign == "元":
            total += section + digit
            section = digit = 0
        elif sign == "角":
            fen += digit * 10
            digit = 0
        elif sign == "分":
            fen += digit
    return total * 100 + fen


@given(st.integers(0, 99_999_999_99))
def test_h3_capitals_read_back_as_the_amount(fen):
    text = capitals(fen / 100)
    assert read_back(text) == fen
    assert text.endswith("分") == bool(fen % 10)
    assert text.endswith("整") == (fen % 10 == 0)
    assert "零零" not in text


def test_h3_capitals_are_written_as_on_a_cheque():
    assert capitals(10203.05) == "壹万零贰佰零叁元零伍分"
    assert capitals(1010) == "壹仟零壹拾元整"
    assert capitals(299.5) == "贰佰玖拾玖元伍角整"
