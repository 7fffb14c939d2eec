"""The editor of waybill forms in a real browser: what it shows is what the PDF has."""

import subprocess
from io import BytesIO

import pytest
from floor import AgentPage, eventually, new_context
from PIL import Image

ACTION = "tvshop_logistics.tvshop_waybill_form_action"
FORMS = ("ems", "post", "courier")
TOLERANCE = 0.3  # mm
DPI = 300
MM = 25.4 / DPI
MARGIN = 0.4  # mm around what is looked for
DARK = 128
# Only the ink, as large as it gets: what the PDF has and nothing else.
INK_ONLY = """
.o_tvshop_background, .o_tvshop_box, .o_tvshop_name, .o_tvshop_handle, .o_tvshop_guide {
    visibility: hidden !important;
}
"""
DENSITY = 2  # of the screen
PAPER = """() => {
    const paper = document.querySelector(".o_tvshop_paper");
    const box = paper.getBoundingClientRect();
    return [box.left, box.top, box.width / paper.viewBox.baseVal.width];
}"""
# Where each line and code of the page lies, in mm from the paper's corner.
PLACES = """() => {
    const paper = document.querySelector(".o_tvshop_paper");
    const corner = paper.getBoundingClientRect();
    const scale = corner.width / paper.viewBox.baseVal.width;
    const found = [];
    for (const ink of paper.querySelectorAll(".o_tvshop_ink > *")) {
        const box = ink.getBoundingClientRect();
        found.push([
            ink.closest(".o_tvshop_mark").dataset.key,
            (box.left - corner.left) / scale,
            (box.top - corner.top) / scale,
            (box.right - corner.left) / scale,
            (box.bottom - corner.top) / scale,
        ]);
    }
    return found;
}"""


class Editor(AgentPage):
    def open(self, form_id):
        self.page.goto(f"{self.url}/odoo/action-{ACTION}/{form_id}")
        self.page.click(".o_form_view .o_statusbar_buttons .btn-primary")
        self.page.wait_for_selector(".o_tvshop_paper .o_tvshop_ink")
        return self

    def rpc(self, method, form_id):
        return self.page.evaluate(
            """([method, id]) => odoo.__WOWL_DEBUG__.root.env.services.orm.call(
                "tvshop.waybill.form", method, [[id]])""",
            [method, form_id],
        )

    def wait_state(self, state):
        self.page.wait_for_selector(f".o_tvshop_waybill_editor[data-state={state}]")

    def places(self):
        return self.page.evaluate(PLACES)

    def place(self, key):
        """(left, top, right, bottom) in mm of a field's ink."""
        return next(box for name, *box in self.places() if name == key)

    def picture(self):
        """The page's ink: a grey image, its pixels per mm, where the paper begins in it."""
        style = self.page.add_style_tag(content=INK_ONLY)
        data = self.page.screenshot()
        style.evaluate("style => style.remove()")
        left, top, scale = (DENSITY * value for value in self.page.evaluate(PAPER))
        return Image.open(BytesIO(data)).convert("L"), scale, (left, top)

    def printed(self, form_id):
        """The PDF's first page as a grey image, and its pixels per mm, its corner."""
        url = self.rpc("action_test_print", form_id)["url"]
        data = self.context.request.get(f"{self.url}{url}").body()
        assert data[:5] == b"%PDF-"
        command = ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-singlefile", "-"]
        output = subprocess.run(command, input=data, capture_output=True, check=True).stdout
        return Image.open(BytesIO(output)).convert("L"), 1 / MM, (0, 0)


def ink_box(image, scale, corner, box):
    """(left, top, right, bottom) in mm from a corner of what is dark within a box in mm."""
    window = [round(corner[number % 2] + edge * scale) for number, edge in enumerate(box)]
    found = image.crop(window).point(lambda grey: 255 if grey < DARK else 0).getbbox()
    assert found, f"nothing there: {box}"
    return tuple(
        (window[number % 2] + edge - corner[number % 2]) / scale
        for number, edge in enumerate(found)
    )


def wider(box):
    left, top, right, bottom = box
    return left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN


@pytest.fixture(scope="module")
def form_ids(company):
    rows = company.cluster.query(
        "SELECT string_agg(name || '=' || res_id, ',') FROM ir_model_data"
        " WHERE module = 'tvshop_logistics' AND model = 'tvshop.waybill.form'"
    )
    return {
        name.removeprefix("waybill_form_"): int(number)
        for name, number in (row.split("=") for row in rows.strip().split(","))
    }


@pytest.fixture(scope="module")
def editor(chromium, company):
    """The warehouse's browser, with a screen fine enough to measure on."""
    context = chromium.new_context(
        viewport={"width": 1600, "height": 1000}, device_scale_factor=DENSITY, locale="zh-CN"
    )
    page = Editor(context, company, "warehouse")
    page.log_in(home=".o_main_navbar")
    yield page
    context.close()


@pytest.fixture
def without_picture(company, form_ids):
    """The courier's label prints its picture too; what is compared is the ink."""
    form_id = form_ids["courier"]
    sql = "UPDATE tvshop_waybill_form SET is_background_printed = {} WHERE id = {}"
    company.cluster.query(sql.format("false", form_id))
    yield
    company.cluster.query(sql.format("true", form_id))


@pytest.mark.parametrize("name", FORMS)
def test_h3_what_the_editor_shows_is_what_the_pdf_has(editor, form_ids, name, without_picture):
    editor.open(form_ids[name])
    places = editor.places()
    shown, printed = editor.picture(), editor.printed(form_ids[name])
    assert len(places) >= 12
    for key, *box in places:
        around = wider(box)
        seen, found = ink_box(*shown, around), ink_box(*printed, around)
        for wanted, edge in zip(seen, found, strict=True):
            assert abs(wanted - edge) < TOLERANCE, (key, seen, found)
    assert not editor.errors


def test_h3_a_field_moved_by_mouse_and_keys_is_printed_there(editor, form_ids):
    form_id = form_ids["ems"]
    editor.open(form_id)
    page, before = editor.page, editor.place("date")
    field = page.locator(".o_tvshop_mark[data-key=date]")
    box = field.bounding_box()
    scale = box["width"] / 40
    # The form's fields are 1 mm and more off this place: it comes to rest on the grid.
    page.mouse.move(box["x"] + 12, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 12 - 41.2 * scale, box["y"] + 9 + 2.9 * scale, steps=5)
    page.mouse.up()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    editor.wait_state("changed")
    after = editor.place("date")
    moved = [now - then for then, now in zip(before, after, strict=True)]
    assert moved[0] < -35 and moved[1] < -1
    page.keyboard.press("Control+s")
    editor.wait_state("saved")
    printed, seen = editor.printed(form_id), ink_box(*editor.picture(), wider(after))
    found = ink_box(*printed, wider(after))
    assert all(abs(a - b) < TOLERANCE for a, b in zip(found, seen, strict=True))
    with pytest.raises(AssertionError, match="nothing there"):
        ink_box(*printed, wider(before))
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+s")
    editor.wait_state("saved")
    assert editor.place("date") == pytest.approx(before, abs=0.05)


def test_h3_an_unsaved_form_is_not_left_by_mistake(editor, form_ids):
    editor.open(form_ids["post"])
    page = editor.page
    page.locator(".o_tvshop_mark[data-key=receiver]").focus()
    page.keyboard.press("ArrowDown")
    editor.wait_state("changed")
    page.click(".o_breadcrumb .breadcrumb-item a >> nth=0")
    page.wait_for_selector(".o_dialog .modal-footer")
    page.click(".o_dialog .modal-footer .btn-secondary")
    page.wait_for_selector(".o_list_view")
    number = editor.records.one(
        f"SELECT y FROM tvshop_waybill_mark WHERE key = 'receiver' AND form_id = {form_ids['post']}"
    )["y"]
    assert number == 21


def test_h3_an_agent_does_not_edit_forms(chromium, company, form_ids):
    context = new_context(chromium)
    agent = Editor(context, company, "agent1")
    agent.log_in(home=".o_main_navbar")
    eventually(lambda: agent.page.evaluate("Boolean(window.odoo.__WOWL_DEBUG__)"), "no client")
    for method in ("editor_load", "action_test_print"):
        refused = agent.page.evaluate(
            """([method, id]) => odoo.__WOWL_DEBUG__.root.env.services.orm.call(
                "tvshop.waybill.form", method, [[id]]).then(() => "", (e) => e.exceptionName)""",
            [method, form_ids["ems"]],
        )
        assert refused == "odoo.exceptions.AccessError"
    context.close()
