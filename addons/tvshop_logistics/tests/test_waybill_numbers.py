import threading
import time
from unittest.mock import patch

from odoo.api import Environment
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import LogisticsCase

PRINTERS = 8
EACH = 40


@tagged("post_install", "-at_install")
class TestWaybillNumbers(LogisticsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carrier = cls.ems
        cls.numbers = cls.make_range()

    @classmethod
    def make_range(cls, **values):
        return cls.env["tvshop.waybill.range"].create(
            {
                "carrier_id": cls.carrier.id,
                "prefix": "EA",
                "suffix": "CN",
                "first": "10000000",
                "last": "10000999",
                "check_digit": "s10",
                "warn_below": 0,
                "user_id": cls.warehouse.id,
            }
            | values
        )

    def make_pickings(self, count):
        orders = self.env["sale.order"]
        for _number in range(count):
            orders |= self.make_order()
        orders.picking_ids.carrier_id = self.carrier
        pickings = orders.picking_ids.with_user(self.warehouse)
        self.assertEqual(len(pickings), count)
        return pickings

    def bare_pickings(self, count):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        vals = {
            "picking_type_id": warehouse.out_type_id.id,
            "partner_id": self.customer.id,
            "carrier_id": self.carrier.id,
        }
        pickings = self.env["stock.picking"].create([dict(vals) for _number in range(count)])
        self.env.flush_all()
        self.env.invalidate_all()
        return pickings.with_user(self.warehouse)

    def test_h3_deliveries_get_their_carriers_next_numbers(self):
        pickings = self.make_pickings(3)
        waybills = pickings._assign_waybills()
        self.assertEqual(
            waybills.mapped("name"), ["EA100000003CN", "EA100000017CN", "EA100000025CN"]
        )
        self.assertEqual(waybills.picking_id, pickings)
        self.assertEqual(pickings.mapped("carrier_tracking_ref"), waybills.mapped("name"))
        self.assertEqual(self.numbers.left, 997)

    def test_h3_asking_again_keeps_the_number(self):
        picking = self.make_pickings(1)
        first = picking._assign_waybills()
        self.assertEqual(picking._assign_waybills(), first)
        self.assertEqual(self.numbers.left, 999)

    def test_h3_a_used_up_carrier_is_named_and_no_number_taken(self):
        self.numbers.last = "10000001"
        with self.assertRaisesRegex(UserError, self.carrier.name):
            self.make_pickings(3)._assign_waybills()
        self.assertEqual(self.numbers.left, 2)

    def test_h3_the_next_range_goes_on_where_the_first_ends(self):
        self.numbers.last = "10000000"
        self.make_range(first="20000000", last="20000009", sequence=20)
        names = self.make_pickings(2)._assign_waybills().mapped("name")
        self.assertEqual([name[2:10] for name in names], ["10000000", "20000000"])

    def test_h3_a_spoilt_number_is_replaced_and_never_comes_back(self):
        picking = self.make_pickings(1)
        old = picking._assign_waybills()
        old._spoil("paper jam")
        self.assertFalse(picking.waybill_id)
        new = picking._assign_waybills()
        self.assertNotEqual(new.name, old.name)
        self.assertEqual(picking.carrier_tracking_ref, new.name)
        self.assertEqual((old.state, old.spoilt_reason), ("spoilt", "paper jam"))
        self.assertEqual(old.spoilt_uid, self.warehouse)
        with self.assertRaises(UserError):
            new._spoil(" ")

    def test_h3_another_carrier_spoils_the_old_number(self):
        picking = self.make_pickings(1)
        old = picking._assign_waybills()
        other = self.make_carrier()
        self.make_range(carrier_id=other.id, first="50000000", last="50000009")
        picking.sudo().carrier_id = other
        new = picking._assign_waybills()
        self.assertEqual((old.state, new.carrier_id), ("spoilt", other))

    def test_h3_confirming_the_delivery_ships_the_waybill(self):
        picking = self.make_pickings(1)
        waybill = picking._assign_waybills()
        picking.button_validate()
        self.assertEqual(waybill.state, "shipped")
        with self.assertRaises(UserError):
            waybill._spoil("too late")

    def test_h3_low_numbers_make_one_to_do_until_more_come(self):
        self.numbers.write({"last": "10000009", "warn_below": 9})
        for picking in self.make_pickings(4):
            picking._assign_waybills()
        todo = self.numbers.activity_ids
        self.assertEqual((len(todo), todo.user_id), (1, self.warehouse))
        self.make_range(first="20000000", last="20000009", sequence=20)
        self.assertFalse(self.numbers.is_warned)

    @mute_logger("odoo.sql_db")
    def test_h3_the_database_refuses_a_number_twice(self):
        waybill = self.make_pickings(1)._assign_waybills()
        other = self.make_order().picking_ids
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["tvshop.waybill"].create(
                {"name": waybill.name, "carrier_id": self.carrier.id, "picking_id": other.id}
            )

    def test_h3_wrong_ranges_are_refused(self):
        for wrong in (
            {"first": "1000000x"},
            {"last": "09999999"},
            {"last": "100000999"},
            {"prefix": "E1"},
            {"prefix": "ea", "check_digit": "none"},
            {"prefix": "-", "check_digit": "none"},
            {"suffix": "C N", "check_digit": "none"},
            {"next_number": "30000000"},
        ):
            with self.subTest(wrong), self.assertRaises(ValidationError), self.cr.savepoint():
                self.numbers.write(wrong)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.make_range(first="10000500", last="10001500")

    def test_h3_the_next_number_only_moves_on(self):
        self.numbers.with_user(self.warehouse).next_number = "10000100"
        with self.assertRaises(UserError):
            self.numbers.with_user(self.warehouse).next_number = "10000050"

    def test_h3_agents_neither_give_numbers_nor_write_waybills(self):
        waybill = self.make_pickings(1)._assign_waybills()
        waybill.with_user(self.agent).read(["name"])
        for user in (self.agent, self.warehouse):
            with self.assertRaises(AccessError):
                waybill.with_user(user).state = "spoilt"
        with self.assertRaises(AccessError):
            self.numbers.with_user(self.agent).read(["next_number"])

    def test_h3_a_thousand_numbers_take_as_many_queries_as_ten(self):
        counts = []
        for size in (10, 1000):
            pickings = self.bare_pickings(size)
            before = self.cr.sql_log_count
            pickings._assign_waybills()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.numbers.sudo().write({"last": "10009999"})
        self.assertLessEqual(counts[1], counts[0] + 15, counts)


@tagged("post_install", "-at_install")
class TestEightPrinters(BaseCase):
    """Real transactions in threads: what a TransactionCase can't have."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # The thread that runs the tests holds the lock that every new environment asks for.
        self.enterContext(patch.object(Registry, "_lock", threading.RLock()))
        with self.registry.cursor() as cr:
            env = Environment(cr, 1, {})
            product = env["product.product"].create({"name": "p", "type": "service"})
            carrier = env["delivery.carrier"].create({"name": "8", "product_id": product.id})
            self.range_id = (
                env["tvshop.waybill.range"]
                .create({"carrier_id": carrier.id, "first": "0001", "last": "9999"})
                .id
            )
            type_id = env["stock.warehouse"].search([], limit=1).out_type_id.id
            vals = {"picking_type_id": type_id, "carrier_id": carrier.id}
            self.picking_ids = (
                env["stock.picking"].create([dict(vals) for _number in range(PRINTERS * EACH)]).ids
            )
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            env = Environment(cr, 1, {})
            numbers = env["tvshop.waybill.range"].browse(self.range_id)
            env["tvshop.waybill"].search([("range_id", "=", self.range_id)]).unlink()
            env["stock.picking"].browse(self.picking_ids).unlink()
            carrier, product = numbers.carrier_id, numbers.carrier_id.product_id
            numbers.unlink()
            carrier.unlink()
            product.unlink()

    def print_set(self, number, start, failures):
        ids = self.picking_ids[number * EACH : (number + 1) * EACH]
        try:
            with self.registry.cursor() as cr:
                env = Environment(cr, 1, {})
                env["stock.picking"].browse(ids).mapped("name")  # the snapshot is taken
                start.wait()
                retrying(lambda: env["stock.picking"].browse(ids)._assign_waybills(), env)
        except Exception as error:
            failures.append(error)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_h3_eight_printers_never_get_the_same_number(self):
        start, failures = threading.Barrier(PRINTERS), []
        threads = [
            threading.Thread(target=self.print_set, args=(number, start, failures))
            for number in range(PRINTERS)
        ]
        sleep = time.sleep
        with patch("odoo.service.model.time.sleep", lambda seconds: sleep(seconds / 4)):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertFalse([thread for thread in threads if thread.is_alive()])
        self.assertFalse(failures)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*), count(DISTINCT name), max(name) FROM tvshop_waybill"
                " WHERE range_id = %s",
                [self.range_id],
            )
            total = PRINTERS * EACH
            # no number twice, and none lost by those who had to try again
            self.assertEqual(cr.fetchone(), (total, total, f"{total:04d}"))
