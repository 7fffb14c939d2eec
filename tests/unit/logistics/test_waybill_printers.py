import re

import pytest
from printers import DotMatrix, Thermal, codes
from tvshop_logistics.waybill import escp, escpos
from tvshop_logistics.waybill.drawing import drawing
from tvshop_logistics.waybill.form import Bars, Form, Mark, place
from tvshop_logistics.waybill.sample import SAMPLE
from waybill_forms import shipped

TOLERANCE = 0.3
LONG = SAMPLE | {
    "street": "科技园北区朗山路16号华瀚创新园A栋1203室（靠近地铁1号线深大站D出口）",
    "products": "智能电饭锅 DF01 × 1；不粘炒锅三件套 CG03 × 2；真空保温杯 BW500 × 12；羊毛被 × 2",
    "note": "送货前请先打电话13800138000，周一至周五9:00-18:00",
}
PRINTERS = [
    pytest.param(escp, DotMatrix, id="dot-matrix"),
    pytest.param(escpos, Thermal, id="thermal"),
]


def boxes(path):
    """(left, top, right, bottom) of each rectangle of the editor's path."""
    number = r"(-?[\d.]+)"
    for x, y, wide, high in re.findall(rf"M{number} {number}h{number}v{number}h", path):
        x, y = float(x), float(y)
        yield x, y, x + float(wide), y + float(high)


def outline(found):
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def ink_box(image, box, dot):
    """(left, top, right, bottom) in mm of the ink within a box widened by 1 mm."""
    corner = [round((edge - 1) * dot) for edge in box[:2]]
    found = image.crop((*corner, *(round((edge + 1) * dot) for edge in box[2:]))).getbbox()
    assert found, f"nothing drawn at {box}"
    return [(corner[number % 2] + edge) / dot for number, edge in enumerate(found)]


@pytest.mark.parametrize("language, printer", PRINTERS)
@pytest.mark.parametrize("name", ["ems", "post", "courier"])
@pytest.mark.parametrize("values", [SAMPLE, LONG], ids=["short", "long"])
@pytest.mark.parametrize("offset", [(0, 0), (1.5, 2)])
def test_h3_the_printer_puts_each_line_and_code_where_the_editor_shows_it(
    language, printer, name, values, offset
):
    form, metrics = shipped()[name], language.CellMetrics()
    ink, _misfits = place(form, values, metrics)
    assert len(ink) >= 10
    paper = printer(language.render(form, [ink], offset), form)
    printed = {text: box for *box, text in paper.texts}
    for item in ink:
        shown = drawing([item], metrics)
        if isinstance(item, Bars):
            wanted = outline(list(boxes(shown["path"])))
            moved = [edge + offset[number % 2] for number, edge in enumerate(wanted)]
            found = ink_box(paper.image, moved, paper.dot)
            assert found == pytest.approx(moved, abs=TOLERANCE)
        elif item.style.pitch:
            [line] = shown["lines"]
            left, baseline, right = printed[item.text]
            wanted = line["x"] + offset[0], line["y"] + offset[1]
            assert (left, baseline) == pytest.approx(wanted, abs=TOLERANCE)
            assert right - left == pytest.approx(line["width"], abs=TOLERANCE)
        else:
            [line] = shown["lines"]
            box = (line["x"], line["y"] - 2.5, line["x"] + line["width"], line["y"] + 0.3)
            moved = [edge + offset[number % 2] for number, edge in enumerate(box)]
            left, _top, right, bottom = ink_box(paper.image, moved, paper.dot)
            # Signs have up to a tenth of their size free on both sides and below.
            assert moved[0] - TOLERANCE < left < moved[0] + 0.3 + TOLERANCE
            assert moved[2] - 0.6 - TOLERANCE < right < moved[2] + TOLERANCE
            assert abs(bottom - moved[3]) < 0.3 + TOLERANCE


@pytest.mark.parametrize("language, printer", PRINTERS)
@pytest.mark.parametrize("name", ["ems", "courier"])
def test_h3_codes_on_the_printers_paper_are_read_by_a_scanner(language, printer, name):
    form, metrics = shipped()[name], language.CellMetrics()
    ink, _misfits = place(form, SAMPLE, metrics)
    wanted = [item.text for item in ink if isinstance(item, Bars)]
    paper = printer(language.render(form, [ink]), form)
    assert wanted and codes(paper.image) == sorted(wanted)


@pytest.mark.parametrize("language, printer", PRINTERS)
def test_h3_a_long_text_is_set_closer_then_drawn_smaller_then_flagged(language, printer):
    mark = Mark("text", 10, 10, 40, 6, key="note", size=10, floor=7)
    form, sizes = Form(100, 60, (mark,)), []
    for length in range(20, 45):
        text = "京A" * (length // 3) + "8" * (length % 3)
        ink, misfits = place(form, {"note": text}, language.CellMetrics())
        if misfits:
            break
        [line] = ink
        sizes.append(line.style)
        paper = printer(language.render(form, [ink]), form)
        if line.style.pitch:
            [(left, _baseline, right, printed)] = paper.texts
            assert printed == text and right - left <= 40 + TOLERANCE
        else:
            left, _top, right, _bottom = ink_box(paper.image, (10, 10, 50, 16), paper.dot)
            assert right - left <= 40 + TOLERANCE
    assert misfits == [mark] and not ink
    kinds = [style.pitch for style in sizes]
    assert 0 in kinds and kinds[0] and kinds == sorted(kinds, key=lambda pitch: pitch or 99)
    assert min(style.size for style in sizes) >= 7


def test_h3_a_floor_above_the_condensed_letters_flags_the_text():
    wide = Mark("text", 0, 0, 40, 6, key="k", size=10, floor=7)
    high = Mark("text", 0, 0, 40, 6, key="k", size=10, floor=9.5)
    text = {"k": "8" * 30}
    assert place(Form(60, 20, (wide,)), text, escp.CellMetrics())[0]
    assert place(Form(60, 20, (high,)), text, escp.CellMetrics()) == ([], [high])


@pytest.mark.parametrize("metrics", [escp.CellMetrics(), escpos.CellMetrics()])
def test_h3_bars_are_whole_dots_so_like_ones_come_out_alike(metrics):
    mark = Mark("barcode", 3, 5, 71, 10, key="number")
    [bars], _misfits = place(Form(100, 60, (mark,)), SAMPLE, metrics)
    assert bars.module * metrics.dot == pytest.approx(round(bars.module * metrics.dot))
    assert bars.width <= 71 and bars.x + bars.width / 2 == pytest.approx(3 + 71 / 2)


def test_h3_the_page_is_as_long_as_the_form_and_written_from_the_top():
    form = shipped()["ems"]
    ink, _misfits = place(form, SAMPLE, escp.CellMetrics())
    paper = DotMatrix(escp.render(form, [ink]), form)
    assert paper.length == pytest.approx(form.height, abs=0.1)
    assert len(paper.rows) > 5 and paper.rows == sorted(paper.rows)
    assert DotMatrix(escp.render(form, [ink, ink]), form).pages == 2


def test_h3_what_lies_off_the_paper_is_refused():
    form = Form(230, 127, (Mark("text", 0, 0, 60, 6, text="x"),))
    ink, _misfits = place(form, {}, escp.CellMetrics())
    with pytest.raises(ValueError):
        escp.render(form, [ink], offset=(-5, 0))


def test_h3_each_label_is_a_page_of_its_own():
    form = shipped()["courier"]
    ink, misfits = place(form, SAMPLE, escpos.CellMetrics())
    assert not misfits
    data = escpos.render(form, [ink, ink])
    assert data.count(b"\x1bL") == 2 and data.endswith(b"\x0c")
