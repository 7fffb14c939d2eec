import re
import subprocess
from datetime import date
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from PyPDF2 import PdfReader
from tvshop_logistics.waybill import font
from tvshop_settlement.statements import pdf, xlsx

font.load()
WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
LONG = (
    "[DF01] 智能电饭锅 5L 大容量 家用 多功能 预约 柴火饭 IH 电磁加热 不粘内胆（2026 新款，香槟金）"
)


def statement(rows, totals=(("应付", "¥ 150.00"),)):
    return pdf.Document(
        "对账单 SS/2026/00012",
        ("好时光电视购物有限公司", "深圳市南山区科技路 1 号"),
        (("供应商", "好锅厂 <&>"), ("截至", "2026-11-28")),
        ("商品", "已送达或已收货", "已退回", "销售额", "单价", "金额"),
        tuple(rows),
        tuple(totals),
        ("好时光电视购物有限公司", "好锅厂"),
        "签字或盖章、日期",
    )


def pages_of(document):
    reader = PdfReader(BytesIO(pdf.render(document, font.FONT_NAME)))
    return [page.extract_text() for page in reader.pages]


def test_i1_every_page_of_products_has_its_header_and_its_number():
    rows = [(f"第{n}号商品", str(n), "0", "¥ 299.00", "¥ 150.00", "¥ 150.00") for n in range(81)]
    pages = pages_of(statement(rows))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        assert "号商品" not in page or "销售额" in page
    assert all(any(row[0] in page for page in pages) for row in rows)


def test_i1_totals_and_signatures_stay_together():
    totals = [("扣除前", "¥ 900.00"), ("佣金", "¥ -90.00"), ("应付", "¥ 810.00")]
    for count in range(12, 30):
        rows = [("锅", "1", "0", "¥ 299.00", "¥ 150.00", "¥ 150.00")] * count
        last = pages_of(statement(rows, totals))[-1]
        assert all(text in last for pair in totals for text in pair)
        assert "签字或盖章" in last


def test_i1_statement_without_goods_is_a_page():
    [page] = pages_of(statement((), [("应付", "¥ 0.00")]))
    assert "好锅厂 <&>" in page and "¥ 0.00" in page


AMOUNTS = st.integers(-(10**13), 10**13).map(lambda cents: f"¥ {cents / 100:,.2f}")
ROWS = st.tuples(
    st.sampled_from(("锅", LONG)), *[st.integers(0, 10**6).map("{:,}".format)] * 2, *[AMOUNTS] * 3
)


@settings(max_examples=15, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=4))
def test_i1_no_amount_runs_into_the_next(rows):
    data = pdf.render(statement(rows), font.FONT_NAME)
    command = ["pdftotext", "-bbox", "-", "-"]
    found = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    words = sorted(
        (float(y), float(x), float(end), text) for x, y, end, _y, text in WORD.findall(found)
    )
    assert all(cell.replace("¥ ", "") in found for row in rows for cell in row[1:])
    for (y, _x, end, one), (next_y, x, _end, other) in zip(words, words[1:], strict=False):
        assert y != next_y or end <= x, (one, other)


def workbook(rows, decimals=2, totals=()):
    columns = (("日期", xlsx.DAY), ("商品", xlsx.NAME), ("数量", xlsx.NUMBER), ("金额", xlsx.MONEY))
    sheet = xlsx.Sheet("对账单", "对账单 SS/1", "供应商: 好锅厂", columns, rows, totals)
    return load_workbook(BytesIO(xlsx.render([sheet], decimals)))["对账单"]


def test_i1_workbook_has_days_and_amounts_as_such_below_a_header_that_stays():
    page = workbook([(date(2026, 11, 3), LONG, 2, 1234567.5)], totals=(("应付", -20.5),))
    assert (page["A1"].value, page["A2"].value) == ("对账单 SS/1", "供应商: 好锅厂")
    assert [cell.value for cell in page[4]] == ["日期", "商品", "数量", "金额"]
    assert page.freeze_panes == "A5"
    assert (page["A5"].is_date, page["A5"].value.date()) == (True, date(2026, 11, 3))
    assert (page["D5"].value, page["D5"].number_format) == (1234567.5, "#,##0.00")
    assert (page["A6"].value, page["D6"].value) == ("应付", -20.5)
    assert page.column_dimensions["B"].width > page.column_dimensions["A"].width


def test_i1_workbook_writes_a_currency_without_cents_without_them():
    assert workbook([(None, "锅", 1, 20)], decimals=0)["D5"].number_format == "#,##0"


def test_i1_name_that_looks_like_a_formula_stays_a_name():
    for name in ("=1+1", "+1", "-1", "@x", "=HYPERLINK(1)"):
        cell = workbook([(None, name, 1, 1)])["B5"]
        assert (cell.value, cell.data_type) == (name, "s")
