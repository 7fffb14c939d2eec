"""A supervisor brings a web shop's file in a browser: good rows become orders, bad ones return."""

from floor import AgentPage, Records, eventually, new_context

ACTION = "tvshop_crm.tvshop_order_import_action"
FILE = """order no,name,phone,address,product code,quantity,payment
E2E-1,王秀英,13800000001,,KC1001,1,prepaid
E2E-2,e2e 新客户,13655550777,广东省深圳市南山区科技路1号,KC1002,2,cod
E2E-3,e2e 新客户,12,,KC1002,1,cod
"""


class Supervisor(AgentPage):
    def open_imports(self):
        self.page.goto(f"{self.url}/odoo/action-{ACTION}")
        self.page.wait_for_selector(".o_list_view")

    def upload(self, shop, path):
        self.page.click(".o_control_panel button.btn-primary")
        source = self.page.locator(".modal div[name=source_id] input")
        source.fill(shop)
        self.page.click(f".modal .o-autocomplete--dropdown-item:has-text('{shop}') >> nth=0")
        self.page.set_input_files(".modal div[name=file] input[type=file]", path)
        self.page.click(".modal footer .btn-primary")
        self.page.wait_for_selector(".o_form_view button[name=action_import]")


def test_m2_supervisor_uploads_a_file_with_good_and_bad_rows(company, chromium, tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text(FILE, encoding="utf-8")
    records = Records(company)
    supervisor = Supervisor(new_context(chromium), company, "supervisor")
    try:
        supervisor.log_in(home=".o_main_navbar")
        supervisor.open_imports()
        supervisor.upload("e2e 商城", path)
        assert "E2E-2" in supervisor.text("div[name=preview]")
        assert "13655550777" not in supervisor.text(".o_form_view")
        made = "SELECT id FROM sale_order WHERE client_order_ref LIKE 'E2E-%' AND state = 'sale'"
        assert not records.rows(made)
        supervisor.page.click("button[name=action_import]")
        eventually(lambda: len(records.rows(made)) == 2, "two orders are made")
        supervisor.page.wait_for_selector("button[name=action_view_orders]")
        assert supervisor.text("div[name=bad_count]").strip() == "1"
        with supervisor.page.expect_download() as download:
            supervisor.page.click("div[name=bad_file] .fa-download >> nth=0")
        returned = download.value.path().read_text(encoding="utf-8-sig")
        assert "E2E-3" in returned and "E2E-1" not in returned
    finally:
        supervisor.close()
