import logging
from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.addons.tvshop_logistics.sorting.parcel import tariff_for
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL
from psycopg2.errors import SerializationFailure

from ..matching.cents import from_cents, to_cents
from ..matching.fees import Fees, fees

_logger = logging.getLogger(__name__)
BATCH = 2000
# A parcel is a waybill that left the house; of orders from before there were waybills, what the
# carrier told. All of an order is collected with its first parcel.
PARCELS = """
WITH ended AS (
    SELECT o.id, o.name, o.tvshop_carrier_id, o.payment_method_kind, o.amount_total, s.shipped,
           COALESCE(e.delivered, e.returned) AS told,
           CASE WHEN e.delivered IS NULL THEN 'returned' ELSE 'delivered' END AS outcome
      FROM sale_order o
      JOIN LATERAL (
           SELECT MIN(date) FILTER (WHERE to_state = 'delivered') AS delivered,
                  MIN(date) FILTER (WHERE to_state = 'returned') AS returned
             FROM tvshop_order_event WHERE order_id = o.id) e ON TRUE
      JOIN LATERAL (
           SELECT MAX(date) AS shipped
             FROM tvshop_order_event WHERE order_id = o.id AND to_state = 'shipped') s ON TRUE
     WHERE o.company_id = %(company)s AND o.tvshop_carrier_id IS NOT NULL
       AND o.tvshop_state IN ('delivered', 'settled', 'returned')
       AND (COALESCE(e.delivered, e.returned) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
           >= %(start)s
       AND NOT EXISTS (SELECT FROM tvshop_parcel_due d WHERE d.order_id = o.id))
SELECT e.id, COALESCE(w.carrier_id, e.tvshop_carrier_id), COALESCE(w.name, f.waybill, e.name),
       w.id, COALESCE(p.parcel_weight, 0), e.outcome,
       (e.told AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
       (COALESCE(e.shipped, e.told) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
       CASE WHEN e.outcome = 'delivered' AND e.payment_method_kind = 'cod'
             AND ROW_NUMBER() OVER (PARTITION BY e.id ORDER BY w.id) = 1
            THEN e.amount_total ELSE 0 END
  FROM ended e
  LEFT JOIN tvshop_waybill w ON w.order_id = e.id AND w.state = 'shipped'
  LEFT JOIN stock_picking p ON p.id = w.picking_id
  LEFT JOIN LATERAL (
       SELECT MIN(waybill) AS waybill
         FROM tvshop_feedback_event WHERE order_id = e.id AND w.id IS NULL) f ON TRUE
 ORDER BY e.id, w.id
"""
# What came back of delivered parcels with cash on delivery and is not refunded: nothing was paid,
# or the carrier paid it back, less what the company gave back of the price. Who refuses the last of
# it pays neither for the goods nor for the delivery.
RETURNS = """
SELECT r.id, d.id, (r.booked_on AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
       CASE WHEN r.kind = 'refused' AND o.tvshop_state = 'returned' AND s.last = r.id
            THEN o.amount_total - s.value + r.goods_value
            WHEN r.kind = 'refused' THEN r.goods_value
            ELSE r.goods_value - COALESCE(r.price_reduction, 0) END
  FROM tvshop_return r
  JOIN sale_order o ON o.id = r.order_id AND o.payment_method_kind = 'cod'
  JOIN tvshop_parcel_due d ON d.order_id = o.id AND d.cod_amount > 0
  JOIN LATERAL (SELECT MAX(id) AS last, SUM(goods_value) AS value
                  FROM tvshop_return WHERE order_id = o.id AND state = 'done') s ON TRUE
 WHERE d.company_id = %(company)s AND r.state = 'done' AND r.was_delivered
   AND r.is_paid IS NOT TRUE
   AND NOT EXISTS (SELECT FROM tvshop_due_return x WHERE x.return_id = r.id)
 ORDER BY r.id
"""


class Row(NamedTuple):
    order_id: int
    carrier_id: int
    name: str
    waybill_id: int
    weight: float
    outcome: str
    date: object
    shipped: object
    cod: object


class TvshopParcelDue(models.Model):
    """Charging parcels to their carriers: each one once, when its order has come to an end."""

    _inherit = "tvshop.parcel.due"

    @api.model
    def _cron_charge(self):
        """Charge for each company by itself: what stops one is said to its manager."""
        jobs = self.env["ir.cron"]
        for company in self.env["res.company"].search([]):
            try:
                self.with_company(company)._charge(company)
            except (ConcurrencyError, SerializationFailure):  # somebody charges: the next turn
                self.env.cr.rollback()
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("Parcels of company %s are not charged", company.id)
                self._say_why_not_charged(company, error)
            jobs._commit_progress(1)

    @api.model
    def _say_why_not_charged(self, company, error):
        """A to-do for the company's manager, once while it is open."""
        partner = company.partner_id.with_context(lang=company.partner_id.lang)
        summary = partner.env._("Parcels are not charged to their carriers")
        if summary not in partner.activity_ids.mapped("summary"):
            partner.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=company._tvshop_manager().id,
                summary=summary,
                note=str(error),
            )

    @api.model
    def _charge(self, company):
        """Charge what was delivered or brought back and is not charged yet, and match it.

        :return: how many parcels are new
        """
        # sudo: tvshop.parcel.due – follows from the orders, whoever asks first
        dues = self.sudo()
        self.env.flush_all()
        rows = [Row(*row) for row in self.env.execute_query(dues._parcels_query(company))]
        if rows:
            dues._charge_alone(company)
        for start in range(0, len(rows), BATCH):
            dues._charge_rows(company, rows[start : start + BATCH])
            self.env.flush_all()
        dues._charge_returns(company)
        dues._match(company)
        return len(rows)

    @api.model
    def _charge_alone(self, company):
        """Who charges for the company at the same time waits, and begins anew with what is here."""
        self.env.cr.execute(
            SQL("UPDATE res_company SET write_date = write_date WHERE id = %s", company.id)
        )

    @api.model
    def _charge_returns(self, company):
        """Take off what the carrier doesn't owe any more, as the goods came back."""
        zone = company.partner_id.tz or "UTC"
        rows = self.env.execute_query(SQL(RETURNS, company=company.id, zone=zone))
        if rows:
            self._charge_alone(company)
        terms = Contracts(self.env, company)
        taken, vals_list = defaultdict(float), []
        for return_id, due_id, day, value in rows:
            due = self.browse(due_id)
            amount = due.order_id.currency_id._convert(value, due.currency_id, company, day)
            amount = min(amount, due.cod_amount - due.returned_cod - taken[due])
            taken[due] += amount
            vals_list.append(
                {
                    "due_id": due_id,
                    "return_id": return_id,
                    "date": day,
                    "cod_amount": amount,
                    "fee_amount": terms.return_fee(due),
                }
            )
            days = due.contract_id.remit_days
            # What was decided about the parcel was about other figures.
            due.write({"remit_by": fields.Date.add(day, days=days), "resolution": False})
        self.env["tvshop.due.return"].create(vals_list)
        self.browse(due.id for due in taken)._rematch()

    @api.model
    def _parcels_query(self, company):
        return SQL(
            PARCELS,
            company=company.id,
            zone=company.partner_id.tz or "UTC",
            start=company.tvshop_settle_from,
        )

    @api.model
    def _charge_rows(self, company, rows):
        orders = self.env["sale.order"].browse(row.order_id for row in rows)
        parcels = {order.id: order._parcel() for order in orders}
        terms = Contracts(self.env, company)
        self.with_context(tracking_disable=True, mail_create_nolog=True).create(
            [self._prepare_due_vals(company, row, parcels[row.order_id], terms) for row in rows]
        )

    @api.model
    def _prepare_due_vals(self, company, row, parcel, terms):
        order = self.env["sale.order"].browse(row.order_id)
        cod = order.currency_id._convert(row.cod, company.currency_id, company, row.date)
        vals = {
            "name": row.name,
            "carrier_id": row.carrier_id,
            "company_id": company.id,
            "order_id": row.order_id,
            "waybill_id": row.waybill_id,
            "date": row.date,
            "outcome": row.outcome,
            "weight": row.weight or parcel.weight,
            "cod_amount": cod,
        }
        return vals | terms.fee_vals(vals, parcel.place, row.shipped)

    def _charge_again(self):
        for company, dues in self.grouped("company_id").items():
            terms = Contracts(self.env, company)
            there = company.with_context(tz=company.partner_id.tz or "UTC")
            for due in dues:
                day = due.date
                shipped = due.order_id.tvshop_event_ids.filtered(lambda e: e.to_state == "shipped")
                if shipped:
                    last = max(shipped.mapped("date"))
                    day = fields.Datetime.context_timestamp(there, last).date()
                vals = {name: due[name] for name in ("date", "outcome", "weight", "cod_amount")}
                vals["carrier_id"] = due.carrier_id.id
                before = due.fee_amount
                due.write(terms.fee_vals(vals, due.order_id._parcel().place, day))
                if due.fee_amount != before:
                    due.resolution = False
            dues._rematch()


class Contracts:
    """A company's contracts with carriers; their tariffs are read once."""

    def __init__(self, env, company):
        self._tariffs = {}
        self._unit = company.currency_id._tvshop_unit()
        self._contracts = defaultdict(list)
        for contract in env["tvshop.carrier.contract"].search(
            [("company_id", "=", company.id), ("state", "=", "valid")]
        ):
            self._contracts[contract.carrier_id.id].append(contract)

    def fee_vals(self, vals, place, shipped):
        contract = self._in_force(vals["carrier_id"], shipped)
        cost = Fees()
        tariff = contract and tariff_for(self._tariffs_of(contract), place)
        if tariff:
            is_returned = vals["outcome"] == "returned"
            cod = to_cents(vals["cod_amount"])
            cost = fees(tariff, vals["weight"], cod, is_returned, self._unit)
        return {
            # A contract that says nothing about the place is as good as none.
            "contract_id": contract.id if tariff else False,
            "delivery_fee": from_cents(cost.delivery),
            "cod_fee": from_cents(cost.cod),
            "return_fee": from_cents(cost.back),
            "remit_by": fields.Date.add(vals["date"], days=contract.remit_days if contract else 0),
        }

    def return_fee(self, due):
        """The fee for bringing back a parcel that was delivered before."""
        place = due.order_id._parcel().place
        tariff = due.contract_id and tariff_for(self._tariffs_of(due.contract_id), place)
        return tariff.return_fee if tariff else 0

    def _in_force(self, carrier_id, day):
        return next((c for c in self._contracts[carrier_id] if c._is_in_force(day)), None)

    def _tariffs_of(self, contract):
        if contract not in self._tariffs:
            self._tariffs[contract] = contract._tariffs()
        return self._tariffs[contract]
