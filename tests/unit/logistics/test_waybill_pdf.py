import subprocess
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont
from tvshop_logistics.waybill import pdf
from tvshop_logistics.waybill.font import FONT_FILE, FontMetrics
from tvshop_logistics.waybill.form import MM_PER_POINT, Bars, Form, Mark, place
from tvshop_logistics.waybill.sample import SAMPLE
from waybill_forms import shipped

DPI = 300
MM = 25.4 / DPI
TOLERANCE = 0.3
LARGE = 100


def image_of(data):
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-f", "1", "-l", "1", "-"]
    output = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    return Image.open(BytesIO(output)).convert("L")


def ink_box(image, left, top, right, bottom):
    """(left, top, right, bottom) in mm of what is dark within a box in mm."""
    corner = (round(left / MM), round(top / MM))
    part = image.crop((*corner, round(right / MM), round(bottom / MM)))
    box = part.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box, "nothing printed there"
    return tuple((corner[number % 2] + edge) * MM for number, edge in enumerate(box))


def expected_box(line):
    """Where the signs of a line must lie, by another library's measure of the font."""
    font = ImageFont.truetype(str(FONT_FILE), LARGE)
    em = line.size * MM_PER_POINT / LARGE
    drawn = Image.new("L", (LARGE * (len(line.text) + 1), 2 * LARGE))
    ImageDraw.Draw(drawn).text((0, LARGE), line.text, font=font, fill=255, anchor="ls")
    left, top, right, bottom = drawn.getbbox()
    top, bottom = top - LARGE, bottom - LARGE
    return (line.x + left * em, line.y + top * em, line.x + right * em, line.y + bottom * em)


@pytest.mark.parametrize("name", ["ems", "post", "courier"])
@pytest.mark.parametrize("offset", [(0, 0), (1.5, -0.7)])
def test_h3_what_is_printed_lies_where_the_form_says(name, offset):
    form = shipped()[name]
    ink, misfits = place(form, SAMPLE, FontMetrics())
    assert not misfits
    image = image_of(pdf.render(form, [ink], offset=offset))
    assert abs(image.width * MM - form.width) < TOLERANCE
    for item in ink:
        if isinstance(item, Bars):
            x, y, wide, high = item.rects[0]
            last = item.rects[-1]
            box = (x, min(r[1] for r in item.rects), max(r[0] + r[2] for r in item.rects), 0)
            box = (*box[:3], max(last[1] + last[3], y + high))
        else:
            box = expected_box(item)
        moved = [edge + offset[number % 2] for number, edge in enumerate(box)]
        around = (moved[0] - 0.6, moved[1] - 0.3, moved[2] + 0.6, moved[3] + 0.3)
        for found, wanted in zip(ink_box(image, *around), moved, strict=True):
            assert abs(found - wanted) < TOLERANCE, (item, found, wanted)


@pytest.mark.parametrize("name", ["ems", "post", "courier"])
def test_h3_the_codes_can_be_read_back(name, tmp_path):
    form = shipped()[name]
    ink, _misfits = place(form, SAMPLE, FontMetrics())
    image_of(pdf.render(form, [ink])).save(tmp_path / "page.png")
    command = ["zbarimg", "-q", "--raw", tmp_path / "page.png"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert found == ["EA100000003CN"] * (2 if name == "courier" else 1)


def test_h3_the_pdf_carries_its_font_so_every_printer_shows_the_same(tmp_path):
    form = shipped()["ems"]
    ink, _misfits = place(form, SAMPLE, FontMetrics())
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf.render(form, [ink]))
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    rows = [row for row in fonts.splitlines() if "TrueType" in row]
    assert rows and all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout
    assert "欧阳小明" in text and "壹仟贰佰零叁元伍角整" in text


NAMES = "".join(map(chr, range(0x4E00, 0x4E00 + 900)))  # more signs than one part of a font holds
PAGE = (Mark("text", 5, 5, 80, 6, key="name"), Mark("qr", 5, 15, 30, 30, key="number"))


@pytest.fixture(scope="module")
def many_pages():
    """(PDF, values of each page): 300 pages with three names' signs each."""
    form, metrics = Form(90, 50, PAGE), FontMetrics()
    values = [
        {"name": f"({NAMES[3 * n : 3 * n + 3]})\\{n}", "number": f"EA{n:08d}5CN"}
        for n in range(300)
    ]
    placed = [place(form, one, metrics) for one in values]
    assert not any(misfits for _ink, misfits in placed)
    return pdf.render(form, [ink for ink, _misfits in placed]), values


def test_h3_thousands_of_signs_are_copied_out_of_the_pdf_as_they_went_in(many_pages):
    data, values = many_pages
    command = ["pdftotext", "-", "-"]
    text = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    assert text.split() == [one["name"] for one in values]


@pytest.mark.parametrize("page", [0, 42, 299])
def test_h3_the_qr_code_of_any_page_can_be_read_back(many_pages, page, tmp_path):
    data, values = many_pages
    command = ["pdftoppm", "-r", "200", "-png", "-f", str(page + 1), "-singlefile", "-"]
    command.append(tmp_path / "page")
    subprocess.run(command, input=data, check=True)
    command = ["zbarimg", "-q", "--raw", tmp_path / "page.png"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert found == [values[page]["number"]]


def test_h3_the_forms_picture_is_in_the_file_once_and_under_the_ink():
    picture = BytesIO()
    Image.new("RGB", (90, 50), (200, 200, 255)).save(picture, "PNG")
    form = Form(90, 50, PAGE)
    ink, _misfits = place(form, {"name": "王小明", "number": "1"}, FontMetrics())
    data = pdf.render(form, [ink, ink, ink], picture.getvalue())
    assert data.count(b"/Subtype /Image") == 1
    image = image_of(data)
    assert image.getpixel((image.width - 5, image.height - 5)) not in (0, 255)
    assert ink_box(image, 5, 5, 40, 12)
