import pytest
from tvshop_logistics.waybill import escp, escpos
from tvshop_logistics.waybill.form import Bars, Form, Mark, place
from tvshop_logistics.waybill.sample import SAMPLE
from waybill_forms import shipped

UNIT = 25.4 / 360


def word(data, place):
    return int.from_bytes(data[place : place + 2], "little")


def decode(data):  # noqa: C901 - one branch for each command
    """[(x, y in mm, text or graphics columns)] of an ESC/P2 stream, and the page length."""
    found, place, x, y, length, text = [], 0, 0, 0, None, b""

    def end_text():
        nonlocal text
        if text:
            found.append((x, y, text.decode("gb18030")))
        text = b""

    while place < len(data):
        head = data[place : place + 2]
        if head in (b"\x1c&", b"\x1c."):
            place += 2
            continue
        if data[place] not in (0x1B, 0x1C, 0x0C):
            text += data[place : place + 1]
            place += 1
            continue
        end_text()
        if data[place : place + 3] == b"\x1b(V":
            y, place = word(data, place + 5) * UNIT, place + 7
        elif data[place : place + 3] == b"\x1b(C":
            length, place = word(data, place + 5) * UNIT, place + 7
        elif data[place : place + 3] == b"\x1b(U":
            assert data[place + 5] == 10
            place += 6
        elif head == b"\x1b$":
            x, place = word(data, place + 2) * UNIT, place + 4
        elif head == b"\x1b*":
            columns = word(data, place + 3)
            found.append((x, y, data[place + 5 : place + 5 + 3 * columns]))
            place += 5 + 3 * columns
        elif head == b"\x1cS":
            place += 4
        else:
            place += 1 if data[place] == 0x0C else 2
    return found, length


@pytest.mark.parametrize("name", ["ems", "post"])
def test_h3_dot_matrix_bytes_read_back_as_the_forms_positions(name):
    form = shipped()[name]
    ink, misfits = place(form, SAMPLE, escp.CellMetrics())
    assert not misfits
    found, length = decode(escp.render(form, [ink], offset=(1, 2)))
    assert abs(length - form.height) < 0.1
    texts = {text: (x, y) for x, y, text in found if isinstance(text, str)}
    lines = [item for item in ink if not isinstance(item, Bars)]
    assert lines
    for line in lines:
        x, y = texts[line.text]
        top = line.y - escp.CELL_TOP * escp.CHINESE
        assert abs(x - 1 - line.x) < 0.3 and abs(y - 2 - top) < 0.3
    assert [y for _x, y, _text in found] == sorted(y for _x, y, _text in found)


def test_h3_the_dot_matrix_bars_are_those_of_the_code():
    mark = Mark("barcode", 20, 10, 60, 8, key="number")
    form = Form(230, 127, (mark,))
    ink, _misfits = place(form, SAMPLE, escp.CellMetrics())
    found, _length = decode(escp.render(form, [ink]))
    graphics = found[0][2]
    row = [graphics[3 * column] & 0x80 for column in range(len(graphics) // 3)]
    starts = [n for n, dark in enumerate(row) if dark and not row[n - 1]]
    wanted = [round((x - 20) * escp.DOT) for x, _y, _wide, _high in ink[0].rects]
    assert starts == wanted


def test_h3_what_lies_off_the_paper_is_refused():
    form = Form(230, 127, (Mark("text", 0, 0, 60, 6, text="x"),))
    ink, _misfits = place(form, {}, escp.CellMetrics())
    with pytest.raises(ValueError):
        escp.render(form, [ink], offset=(-5, 0))


def test_h3_a_label_has_its_texts_and_codes_at_their_dots():
    form = shipped()["courier"]
    ink, misfits = place(form, SAMPLE, escpos.CellMetrics())
    assert not misfits
    data = escpos.render(form, [ink, ink])
    assert data.count(b"\x1bL") == 2 and data.endswith(b"\x0c")
    for item in ink:
        if isinstance(item, Bars):
            x, y = item.box[:2]
            assert item.text.encode() in data
        else:
            factor = escpos._factor(item.size)
            x, y = item.x, item.y - escpos.BASELINE_ROW * factor / escpos.DOT
            assert item.text.encode("gb18030") in data
        move = [round(v * 8).to_bytes(2, "little") for v in (y, x)]
        assert b"\x1d$" + move[0] + b"\x1b$" + move[1] in data
