"""The warehouse as its people work it: waves, scanning, carriers' files, what comes back."""

import subprocess
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from floor import PATIENCE, AgentPage, new_context
from tvshop_logistics.demo_carrier.files import SHAPES, write_file
from tvshop_logistics.demo_carrier.story import Step

CALL = """async ([model, method, args, kwargs]) => {
    const body = JSON.stringify({params: {model, method, args, kwargs}});
    const headers = {"Content-Type": "application/json"};
    const answer = await fetch("/web/dataset/call_kw", {method: "POST", headers, body});
    const {result, error} = await answer.json();
    if (error) throw new Error(error.data.message);
    return result;
}"""
ACTIONS = "action-tvshop_logistics"


def call_kw(person, model, method, *args, **kwargs):
    """What a script in somebody's page could do in his name."""
    return person.page.evaluate(CALL, [model, method, list(args), kwargs])


class Person(AgentPage):
    """Somebody of the office."""

    call = call_kw

    @classmethod
    def come(cls, chromium, company, login):
        person = cls(new_context(chromium), company, login)
        return person.log_in(home=".o_main_navbar")

    def visit(self, path, landmark):
        self.page.goto(f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(landmark, timeout=PATIENCE * 1000)


class Warehouse(Person):
    """A keyboard-wedge scanner is fast typing and Enter."""

    def scan(self, code):
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    # Dispatch

    def open_wave(self, name):
        """Choose a wave on the dispatch screen."""
        self.visit("dispatch", ".o_tvshop_dispatch")
        if not self.page.locator(".o_tvshop_dispatch[data-step=wave]").count():
            self.key("Escape")  # of the test before
        self.page.wait_for_selector(".o_tvshop_dispatch[data-step=wave] .o_tvshop_waves button")
        self.scan(name)
        self.wait_step("order")

    def wait_step(self, step):
        self.page.wait_for_selector(f".o_tvshop_dispatch[data-step={step}]")

    def refused(self, code):
        """Scan what is not to be taken: the reason that the screen gives, in red."""
        self.scan(code)
        self.page.wait_for_selector(f".o_tvshop_message[data-tone=refused]:has-text('{code}')")
        return self.text(".o_tvshop_message")

    def print_wave(self):
        """F7: the pages open in a new tab; their text."""
        with self.page.context.expect_page() as tab:
            self.key("F7")
        tab.value.close()
        job = self.records.one("SELECT max(id) AS id FROM tvshop_print_job")["id"]
        data = self.context.request.get(f"{self.url}/tvshop/print/{job}").body()
        command = ["pdftotext", "-layout", "-", "-"]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()

    def pack(self, order, codes, waybill, weight):
        """Scan a parcel to its end."""
        self.scan(order)
        self.wait_step("products")
        for code in codes:
            self.scan(code)
        self.wait_step("waybill")
        self.scan(waybill)
        self.wait_step("weight")
        self.scan(weight)
        self.wait_step("order")

    def ship_scanned(self):
        """F6 asks, F6 again ships."""
        self.key("F6")
        self.page.wait_for_selector(".o_tvshop_ask")
        self.key("F6")
        # What is said once the last parcel is shipped.
        self.page.wait_for_selector(".o_tvshop_progress p.text-muted", timeout=PATIENCE * 1000)

    # Carriers' files

    def upload(self, carrier, name, data):
        """Read a carrier's file on the screen for it; the import's form is shown then."""
        page = self.page
        self.visit(f"{ACTIONS}.tvshop_feedback_import_action", ".o_list_view")
        page.click(".o_list_view .o_control_panel .btn-primary, .o_list_buttons .btn-primary")
        page.wait_for_selector(".modal .o_field_widget[name=carrier_id] input")
        page.fill(".modal [name=carrier_id] input", carrier)
        page.click(f".o-autocomplete--dropdown-item:has-text('{carrier}')")
        page.set_input_files(
            ".modal input[type=file]",
            {"name": name, "mimeType": "application/octet-stream", "buffer": data},
        )
        page.wait_for_selector(".modal [name=file] input:not([type=file])")
        page.click(".modal button[name=action_read]")
        page.wait_for_selector(".o_form_view .o_field_widget[name=source]")

    # Returns

    def receive(self, code, *products, verdict="s"):
        """Open a parcel at the returns desk, inspect and book it."""
        page = self.page
        self.visit(f"{ACTIONS}.tvshop_return_desk_action", ".o_tvshop_return_desk input:focus")
        self.scan(code)
        page.wait_for_selector(".o_tvshop_return_desk .btn-group")
        self.scan("NO-SUCH-THING")
        page.wait_for_selector(".o_tvshop_return_desk .alert-danger")
        self.key(f"Alt+{verdict}")
        page.wait_for_selector(".o_tvshop_return_desk input:focus")  # a hotkey presses a bit later
        for product in products:
            self.scan(product)
        page.wait_for_selector(".o_tvshop_return_desk td span.fw-bold")
        self.key("Alt+q")
        page.wait_for_selector(".o_tvshop_return_desk .alert-success")


def carriers_file(kind, waybill, *steps):
    """The demo carrier's file of one parcel, in its form and with its clerks' mistakes.

    :param steps: (status, reason, amount); each a minute after the one before, the last just now
    :return: (file name, bytes)
    """
    now = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
    told = [
        Step(
            waybill,
            status,
            now - timedelta(minutes=len(steps) - number),
            reason,
            "本人" if amount is not None else "",
            None if amount is None else Decimal(str(amount)),
        )
        for number, (status, reason, amount) in enumerate(steps)
    ]
    return f"{waybill}.{SHAPES[kind].suffix}", write_file(kind, told)
