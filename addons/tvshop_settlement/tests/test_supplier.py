import io
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader
from openpyxl import load_workbook

from .common import SettlementCase


class SupplierCase(SettlementCase):
    """A cooker sells for 299; its supplier gets 150 a piece, or the sale less a commission."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, "tv_accountant", "account.group_account_manager,tvshop_crm.group_finance"
        )
        cls.supplier = cls.env["res.partner"].create({"name": "好锅厂", "is_company": True})
        cls.company.expense_account_id = cls.company.tvshop_carrier_fee_account_id
        cls.company.account_purchase_tax_id = cls.cooker.supplier_taxes_id = False
        cls.company.tvshop_deduction_account_id = cls.env["account.account"].create(
            {"code": "TV9910", "name": "deductions", "account_type": "income"}
        )
        cls.contract_vals = {
            "name": "HG-1",
            "partner_id": cls.supplier.id,
            "start": "2020-01-01",
            "line_ids": [(0, 0, {"product_id": cls.cooker.id, "price": 150})],
        }

    @classmethod
    def make_supplier_contract(cls, **values):
        contracts = cls.env["tvshop.supplier.contract"].with_user(cls.finance)
        contract = contracts.create(cls.contract_vals | values)
        contract.action_make_valid()
        return contract

    @classmethod
    def state_of(cls, contract, date_to=None):
        """The statement up to a day; up to the first that is not billed, without one."""
        statements = cls.env["tvshop.supplier.statement"].with_user(cls.finance)
        billed = [("contract_id", "=", contract.id), ("state", "=", "billed")]
        closed = statements.search(billed, limit=1).date_to
        day = max(cls.today, closed + timedelta(days=1)) if closed else cls.today
        statement = statements.create({"contract_id": contract.id, "date_to": date_to or day})
        statement.action_compute()
        return statement

    def take_back(self, order, kind="posted", verdict="resell", quantity=1):
        goods = self.env["tvshop.return"]._expect(order, kind)
        goods.line_ids.filtered(lambda line: line.product_id == self.cooker)._add(verdict, quantity)
        goods._book()

    @classmethod
    def bill(cls, contract, date_to=None):
        statement = cls.state_of(contract, date_to)
        statement.action_agree()
        statement.action_bill()
        return statement

    def receive(self, quantity, price=120):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.cooker.id,
                            "product_qty": quantity,
                            "price_unit": price,
                        },
                    )
                ],
            }
        )
        order.button_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        return order


@tagged("post_install", "-at_install")
class TestSupplier(SupplierCase):
    def test_i1_consignment_pays_for_each_piece_delivered(self):
        contract = self.make_supplier_contract()
        self.deliver(3)
        self.make_order(carrier_id=self.ems.id)
        statement = self.state_of(contract)
        self.assertEqual((statement.line_ids.quantity, statement.payable), (3, 450))
        self.assertEqual(statement.gross_total, 3 * 299)

    def test_i1_commission_keeps_its_share_of_the_sale(self):
        contract = self.make_supplier_contract(
            kind="commission",
            media_share=10,
            tier_ids=[(0, 0, {"start": 0, "percent": 30}), (0, 0, {"start": 299, "percent": 20})],
        )
        self.deliver(2)
        statement = self.state_of(contract)
        self.assertEqual((statement.commission, statement.media), (89.7 + 59.8, 59.8))
        self.assertAlmostEqual(statement.payable, 598 - 149.5 - 59.8)

    def test_i1_each_delivery_is_in_one_statement(self):
        contract = self.make_supplier_contract()
        self.deliver()
        first = self.state_of(contract)
        first.action_agree()
        first.action_bill()
        second = self.state_of(contract)
        self.assertFalse(second.line_ids)
        self.assertEqual(second.payable, 0)
        with self.assertRaisesRegex(UserError, "nothing to bill"):
            second.action_agree()
            second.action_bill()

    def entries(self, statement):
        return self.env["tvshop.supplier.entry"].search([("statement_id", "=", statement.id)])

    def test_i1_each_delivery_is_tied_to_the_statement_when_somebody_asks_for_them(self):
        contract = self.make_supplier_contract()
        orders = self.deliver(3)
        statement = self.state_of(contract)
        self.assertFalse(self.entries(statement))
        for ask in (statement.action_view_entries, statement.action_xlsx, statement.action_agree):
            ask()
            self.assertEqual(self.entries(statement).order_id, orders)
        self.assertEqual(sum(self.entries(statement).mapped("amount")), statement.payable)

    def test_i1_what_changed_since_it_was_computed_is_neither_agreed_nor_shown_nor_sent(self):
        contract = self.make_supplier_contract(
            line_ids=[
                (0, 0, {"product_id": product.id, "price": 150})
                for product in (
                    self.cooker,
                    self.make_product("锅盖", code="LID", price=10, stock=9),
                )
            ]
        )
        self.deliver()
        lid = contract.line_ids[1].product_id
        other = [{"product_id": lid.id, "qty": 1, "price_shown": 10.0}]

        def reprice():
            contract.action_reopen()
            contract.line_ids.price = 151
            contract.action_make_valid()

        for change in (self.deliver, reprice, lambda: self.deliver(lines=other)):
            statement = self.state_of(contract)
            before = statement.payable
            change()
            for step in ("agree", "view_entries", "xlsx"):
                with self.assertRaisesRegex(UserError, "Compute .* again"), self.env.cr.savepoint():
                    getattr(statement, f"action_{step}")()
            self.assertFalse(self.entries(statement))
            statement.action_compute()
            self.assertNotEqual(statement.payable, before)
            statement.action_view_entries()
            statement.action_agree()
            statement.action_back_to_draft()
            self.assertFalse(self.entries(statement))
            statement.unlink()

    def test_i1_statement_of_nothing_is_refused_once_something_was_delivered(self):
        contract = self.make_supplier_contract()
        statement = self.state_of(contract)
        self.deliver()
        with self.assertRaisesRegex(UserError, "Compute .* again"):
            statement.action_agree()

    def test_i4_return_after_the_bill_is_deducted_in_the_next_statement(self):
        contract = self.make_supplier_contract()
        order = self.deliver()
        first = self.state_of(contract)
        first.action_agree()
        first.action_bill()
        self.take_back(order)
        second = self.state_of(contract)
        self.assertEqual((second.line_ids.returned, second.payable), (1, -150))
        second.action_agree()
        second.action_bill()
        self.assertEqual(
            (second.move_ids.move_type, second.move_ids.amount_total), ("in_refund", 150)
        )

    def test_i4_return_after_the_bill_has_a_credit_note_of_its_own_if_the_company_wants_that(self):
        self.company.tvshop_return_method = "credit"
        contract = self.make_supplier_contract(storage=20)
        order = self.deliver()
        self.bill(contract)
        self.take_back(order)
        self.take_back(self.deliver())
        self.deliver(2)
        moves = self.bill(contract).move_ids.sorted("move_type", reverse=True)
        self.assertEqual(
            [(move.move_type, move.amount_total) for move in moves],
            [("in_refund", 150), ("in_invoice", 300)],
        )

    # Periods

    def deliver_on(self, day, **how):
        orders = self.deliver(**how)
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE tvshop_order_event SET date = %s
                WHERE order_id = ANY(%s) AND to_state = 'delivered'""",
            [f"{day} 03:00:00", orders.ids],
        )
        return orders

    def test_i1_statements_of_one_month_deduct_what_one_would(self):
        contract = self.make_supplier_contract(
            kind="commission",
            storage=20,
            minimum=100,
            tier_ids=[(0, 0, {"start": 0, "percent": 30}), (0, 0, {"start": 299, "percent": 20})],
        )
        self.deliver_on("2026-01-10")
        first = self.bill(contract, "2026-01-15")
        self.assertEqual((first.commission, first.storage), (100, 20))
        self.deliver_on("2026-01-20")
        self.deliver_on("2026-02-01")
        second = self.bill(contract, "2026-02-28")
        self.assertEqual(
            [
                (str(one.start), one.base, one.commission, one.storage)
                for one in second.deduction_ids
            ],
            [("2026-01-01", 299, 49.5, 0), ("2026-02-01", 299, 100, 20)],
        )
        self.assertEqual((second.commission, second.storage), (149.5, 20))

    def test_i1_line_that_was_disputed_pays_neither_storage_nor_minimum_again(self):
        lid = self.make_product("锅盖", code="LID", price=10, stock=9)
        products = [(0, 0, {"product_id": one.id, "price": 5}) for one in (self.cooker, lid)]
        contract = self.make_supplier_contract(storage=20, line_ids=products)
        self.deliver_on("2026-01-10")
        line = {"product_id": lid.id, "qty": 1, "price_shown": 10.0}
        self.deliver_on("2026-01-10", lines=[line])
        first = self.state_of(contract, "2026-01-30")
        first.line_ids.filtered(lambda line: line.product_id == lid).is_disputed = True
        first.action_agree()
        first.action_bill()
        self.assertEqual(first.payable, 5 - 20)
        second = self.bill(contract, "2026-01-31")
        self.assertEqual((second.storage, second.payable), (0, 5))

    def test_i1_quarter_pays_storage_once_and_a_statement_taken_back_pays_none(self):
        contract = self.make_supplier_contract(storage=20, period="quarter")
        self.deliver_on("2026-01-10")
        self.deliver_on("2026-03-10")
        january = self.bill(contract, "2026-01-31")
        self.assertEqual(january.storage, 20)
        january.move_ids.sudo().button_cancel()
        january.action_back_to_draft()
        self.assertFalse(january.deduction_ids)
        self.assertEqual(self.bill(contract, "2026-03-31").storage, 20)

    def test_i4_what_comes_back_after_the_contract_pays_no_storage(self):
        contract = self.make_supplier_contract(storage=20, end="2026-01-31")
        order = self.deliver_on("2026-01-10")
        self.bill(contract, "2026-01-31")
        self.take_back(order)
        late = self.bill(contract)
        self.assertEqual((late.storage, late.payable), (0, -150))

    def test_i4_returns_are_shared_by_their_reason(self):
        shares = [(0, 0, {"reason": name, "percent": part}) for name, part in
                  (("faulty", 100), ("exchange", 20))]  # fmt: skip
        contract = self.make_supplier_contract(return_share=50, share_ids=shares)
        for kind, verdict in (("posted", "resell"), ("posted", "scrap"), ("exchange", "resell")):
            self.take_back(self.deliver(), kind, verdict)
        statement = self.state_of(contract)
        statement.action_view_entries()
        borne = {
            (entry.reason, entry.amount)
            for entry in self.env["tvshop.supplier.entry"].search(
                [("statement_id", "=", statement.id), ("kind", "=", "returned")]
            )
        }
        self.assertEqual(borne, {("posted", -75), ("faulty", -150), ("exchange", -30)})
        self.assertEqual(statement.payable, 450 - 255)

    def test_i4_return_is_deducted_at_the_price_that_was_paid(self):
        contract = self.make_supplier_contract()
        order = self.deliver()
        self.bill(contract)
        contract.action_reopen()
        contract.line_ids.price = 140
        contract.action_make_valid()
        self.take_back(order)
        self.deliver()
        self.assertEqual(self.state_of(contract).payable, 140 - 150)

    def test_i1_correcting_a_contract_counts_for_what_is_not_billed(self):
        contract = self.make_supplier_contract()
        self.deliver()
        statement = self.state_of(contract)
        contract.action_reopen()
        contract.line_ids.price = 140
        contract.action_make_valid()
        statement.action_compute()
        self.assertEqual(statement.payable, 140)

    def test_i1_bought_goods_are_paid_when_received(self):
        contract = self.make_supplier_contract(kind="purchase")
        self.deliver()
        order = self.receive(5)
        statement = self.bill(contract)
        self.assertEqual((statement.line_ids.quantity, statement.payable), (5, 750))
        self.assertEqual((order.order_line.qty_invoiced, order.invoice_status), (5, "invoiced"))
        self.assertFalse(self.state_of(contract).line_ids)

    def test_i1_what_a_bill_of_the_purchase_order_paid_is_not_paid_again(self):
        contract = self.make_supplier_contract(kind="purchase")
        self.receive(5).action_create_invoice()
        self.assertFalse(self.state_of(contract).line_ids)

    def test_i1_company_writes_the_bill_if_that_was_agreed(self):
        contract = self.make_supplier_contract(is_self_billed=True)
        self.deliver()
        bill = self.bill(contract).move_ids
        self.assertTrue(bill.journal_id.is_self_billing)
        self.assertEqual(bill.move_type, "in_invoice")

    # Taxes

    def make_tax(self, percent):
        return self.env["account.tax"].create(
            {
                "name": f"进项{percent}%",
                "amount": percent,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                "country_id": self.company.account_fiscal_country_id.id,
            }
        )

    def test_i1_bill_with_taxes_in_its_prices_comes_to_the_statement_to_the_cent(self):
        self.cooker.supplier_taxes_id = self.make_tax(13)
        contract = self.make_supplier_contract(line_ids=[
            (0, 0, {"product_id": self.cooker.id, "price": 100})
        ])  # fmt: skip
        self.deliver()
        bill = self.bill(contract).move_ids
        self.assertEqual(bill.amount_total, 100)
        self.assertEqual(bill.amount_tax, 11.51)
        self.assertEqual(sorted(bill.invoice_line_ids.mapped("price_subtotal")), [-0.01, 88.5])

    def test_i1_taxes_come_on_top_of_prices_without(self):
        self.cooker.supplier_taxes_id = self.make_tax(13)
        contract = self.make_supplier_contract(is_tax_included=False)
        self.deliver()
        statement = self.bill(contract)
        self.assertEqual((statement.payable, statement.move_ids.amount_total), (150, 169.5))

    def test_i1_supplier_s_fiscal_position_and_the_company_s_own_tax_count(self):
        self.cooker.supplier_taxes_id = False
        self.company.account_purchase_tax_id = usual = self.make_tax(13)
        small = self.make_tax(1)
        position = self.env["account.fiscal.position"].create(
            {"name": "小规模纳税人", "company_id": self.company.id}
        )
        small.write({"fiscal_position_ids": [(4, position.id)], "original_tax_ids": usual.ids})
        contract = self.make_supplier_contract(is_tax_included=False)
        self.deliver()
        bill = self.bill(contract).move_ids
        self.assertEqual(bill.invoice_line_ids.tax_ids, usual)
        self.supplier.property_account_position_id = position
        self.deliver()
        bill = self.bill(contract).move_ids
        self.assertEqual((bill.invoice_line_ids.tax_ids, bill.amount_total), (small, 151.5))

    def test_i1_bought_goods_keep_their_quantity_and_their_price_with_tax(self):
        self.cooker.supplier_taxes_id = self.make_tax(13)
        contract = self.make_supplier_contract(kind="purchase")
        order = self.receive(7)
        bill = self.bill(contract).move_ids
        self.assertEqual((order.order_line.qty_invoiced, bill.amount_total), (7, 7 * 150))

    def test_i4_refund_has_taxes_too(self):
        self.cooker.supplier_taxes_id = self.make_tax(13)
        contract = self.make_supplier_contract(is_tax_included=False)
        order = self.deliver()
        self.bill(contract)
        self.take_back(order)
        refund = self.bill(contract).move_ids
        self.assertEqual((refund.move_type, refund.amount_total), ("in_refund", 169.5))

    def test_i1_dispatch_taken_back_and_sent_again_counts_once(self):
        contract = self.make_supplier_contract()
        order = self.make_order(carrier_id=self.ems.id)
        order._choose_by_hand(self.ems, "test")
        self.ship(order)
        order._take_back("x")
        again = order.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing" and picking.state == "assigned"
        )
        waybill = self.ship_pickings(again)
        self.read_feedback(self.ems, (waybill.name, "妥投", str(self.today)))
        self.assertEqual(order.tvshop_state, "delivered")
        self.assertEqual(self.state_of(contract).line_ids.quantity, 1)

    def test_i1_statement_is_sent_with_pdf_and_workbook(self):
        self.supplier.email = "pot@supplier.example"
        contract = self.make_supplier_contract()
        self.deliver()
        statement = self.state_of(contract)
        action = statement.action_send()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.finance)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(composer.partner_ids, self.supplier)
        names = composer.attachment_ids.mapped("name")
        stem = statement.name.replace("/", "-")
        self.assertLessEqual({f"{stem}.xlsx", f"{stem}.pdf"}, set(names))
        composer._action_send_mail()
        self.assertIn(self.supplier, statement.message_ids.partner_ids)

    def test_i1_settling_ten_or_a_hundred_deliveries_takes_as_many_queries(self):
        contract = self.make_supplier_contract()
        self.deliver(2)
        counts = []
        for _round in range(2):
            statement = self.env["tvshop.supplier.statement"].create(
                {"contract_id": contract.id, "date_to": self.today}
            )
            with self.profile_queries() as taken:
                statement.action_compute()
            counts.append(taken.count)
            statement.action_back_to_draft()
            statement.unlink()
            self.deliver(4)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_i4_company_bears_returns_if_that_was_agreed(self):
        contract = self.make_supplier_contract(return_share=0)
        self.take_back(self.deliver())
        self.assertEqual(self.state_of(contract).payable, 150)

    def test_i1_bill_has_the_products_and_the_deductions(self):
        contract = self.make_supplier_contract(storage=20)
        self.deliver(2)
        statement = self.state_of(contract)
        statement.action_agree()
        statement.action_bill()
        bill = statement.move_ids
        self.assertEqual((bill.move_type, bill.state), ("in_invoice", "draft"))
        self.assertEqual(bill.partner_id, self.supplier)
        self.assertEqual(sorted(bill.invoice_line_ids.mapped("price_subtotal")), [-20, 300])
        with self.assertRaisesRegex(UserError, "Cancel the bill"):
            statement.action_back_to_draft()
        bill.button_cancel()
        statement.action_back_to_draft()
        self.assertEqual((statement.state, len(statement.entry_ids)), ("draft", 0))

    def test_i1_cancelled_bill_is_not_paid_beside_the_one_that_was_made_instead(self):
        contract = self.make_supplier_contract()
        self.deliver()
        statement = self.bill(contract)
        cancelled = statement.move_ids.sudo()
        cancelled.button_cancel()
        statement.action_back_to_draft()
        for step in ("compute", "agree", "bill"):
            getattr(statement, f"action_{step}")()
        self.assertEqual(sorted(statement.move_ids.mapped("state")), ["cancel", "draft"])
        with self.assertRaisesRegex(UserError, "cancelled for good"):
            cancelled.button_draft()

    def test_i1_nobody_but_the_statement_says_that_a_bill_is_its_own(self):
        statement = self.state_of(self.make_supplier_contract())
        moves = self.env["account.move"].with_user(self.accountant)
        vals = {"move_type": "in_invoice", "partner_id": self.supplier.id}
        forged = {"tvshop_statement_id": statement.id}
        defaults = {f"default_{name}": value for name, value in forged.items()}
        for maker, more in ((moves, forged), (moves.with_context(**defaults), {})):
            with self.assertRaisesRegex(UserError, "Only settlements and statements"):
                maker.create(vals | more)
        bill = moves.create(vals)
        with self.assertRaisesRegex(UserError, "Only settlements and statements"):
            bill.write(forged)
        self.assertFalse(statement.move_ids)

    def test_i1_disputed_line_waits_for_the_next_statement(self):
        contract = self.make_supplier_contract(storage=0)
        self.deliver()
        statement = self.state_of(contract)
        statement.write(
            {"line_ids": [(1, statement.line_ids.id, {"is_disputed": True, "note": "少计"})]}
        )
        statement.action_agree()
        self.assertEqual((statement.payable, len(statement.line_ids)), (0, 1))
        statement.action_back_to_draft()
        self.assertEqual(self.state_of(contract).payable, 150)

    def test_i1_statement_changes_by_its_steps_only(self):
        contract = self.make_supplier_contract()
        self.deliver()
        statement = self.state_of(contract)
        for vals in ({"payable": 1}, {"state": "billed"}, {"date_to": "2026-01-01"}):
            with self.assertRaises(UserError):
                statement.write(vals)
        with self.assertRaises(UserError):
            statement.line_ids.write({"amount": 1})
        with self.assertRaises(UserError):
            statement.unlink()

    def test_i1_product_has_one_contract_at_a_time(self):
        self.make_supplier_contract()
        with self.assertRaisesRegex(ValidationError, "in the same time"):
            self.make_supplier_contract(name="HG-2")
        with self.assertRaisesRegex(ValidationError, "commission"):
            self.make_supplier_contract(name="HG-3", kind="commission", start="2019-01-01",
                                        end="2019-12-31")  # fmt: skip

    def test_i1_statement_goes_out_as_workbook_and_pdf(self):
        contract = self.make_supplier_contract(storage=20)
        self.deliver()
        statement = self.state_of(contract)
        action = statement.action_xlsx()
        self.assertIn("/web/content/", action["url"])
        statement.action_xlsx()
        kept = self.env["ir.attachment"].search([("res_model", "=", statement._name)])
        self.assertEqual(len(kept), 1)
        products, deliveries = load_workbook(io.BytesIO(kept.raw)).worksheets
        [row] = products.iter_rows(min_row=5, max_row=5, values_only=True)
        self.assertEqual((row[0], row[-1]), (self.cooker.display_name, 150))
        totals = [row[-1].value for row in products.iter_rows(min_row=6)]
        self.assertEqual(totals, [150, -20, 130])
        self.assertEqual(deliveries["A5"].value.date(), self.today)
        text = self.pdf_text(statement)
        for words in (statement.name, "好锅厂", "智能电饭锅", "150.00", "-20.00", "130.00"):
            self.assertIn(words, text)

    def pdf_text(self, statement):
        kept = statement.action_pdf()["url"].partition("/content/")[2].partition("?")[0]
        pdf = self.env["ir.attachment"].browse(int(kept)).raw
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)

    def test_i1_both_files_are_in_the_suppliers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.supplier.lang = "zh_CN"
        contract = self.make_supplier_contract()
        self.deliver()
        statement = self.state_of(contract)
        book = load_workbook(io.BytesIO(statement._workbook()))
        for text in (self.pdf_text(statement), book.worksheets[0]["A1"].value):
            self.assertIn("对账单", text)

    def test_i1_disputed_product_is_marked_until_the_rest_is_agreed(self):
        self.supplier.lang = "en_US"
        contract = self.make_supplier_contract()
        self.deliver()
        statement = self.state_of(contract)
        statement.line_ids.is_disputed = True
        self.assertIn("(disputed)", self.pdf_text(statement))
        statement.action_agree()
        self.assertNotIn("智能电饭锅", self.pdf_text(statement))

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_model")
    def test_i1_agents_and_warehouse_see_no_contracts(self):
        contract = self.make_supplier_contract()
        self.state_of(contract)
        for user in (self.agent, self.supervisor, self.warehouse):
            for model in (
                "contract",
                "contract.line",
                "tier",
                "return.share",
                "entry",
                "statement",
                "statement.line",
            ):
                with self.assertRaises(AccessError):
                    self.env[f"tvshop.supplier.{model}"].with_user(user).search_read([])
