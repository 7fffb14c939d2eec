"""A month settled a second time, by a plain script: from the contracts, and from what happened.

Nothing of the suite is imported, and none of what its settlement has worked out is read. All sums
are Decimals. The facts are lists of rows, dictionaries by column; see FACTS in
`test_settlement_oracle.py`.
"""

import csv
import io
from collections import defaultdict
from datetime import date, datetime, timezone
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import openpyxl

CENT = Decimal("0.01")
# What each carrier's clerks write above their columns.
WAYBILL = ("邮件号", "包裹单号", "运单号")
DAY = ("结算日期", "汇款日期", "回款日期")
AMOUNT = ("代收货款", "汇款金额", "代收金额")
FEE = ("资费", "手续费")
BATCH = ("结算批次", "回款单号")


def exact(number):
    return Decimal(str(number or 0))


def cents(number):
    return exact(number).quantize(CENT, ROUND_HALF_UP)


def by(rows, column):
    groups = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


class Month:
    """`first` and `last` are its days where the company is."""

    def __init__(self, facts, first, last, zone):
        self.facts = facts
        self.first, self.last = date.fromisoformat(first), date.fromisoformat(last)
        self.zone = ZoneInfo(zone)
        self.events = by(facts["events"], "order_id")
        self.lines = by(facts["order_lines"], "order_id")

    def day(self, moment):
        moment = datetime.fromisoformat(moment).replace(tzinfo=timezone.utc)
        return moment.astimezone(self.zone).date()

    def when(self, order_id, state, choose=min):
        days = [self.day(e["date"]) for e in self.events[order_id] if e["to_state"] == state]
        return choose(days) if days else None

    # Carriers

    def carriers(self):
        """`{carrier: {account: balance}}`, of cod, fees, bank, off and customers."""
        dues, books = self._parcels(), defaultdict(lambda: defaultdict(Decimal))
        for (carrier, _number), (cod, fee) in dues.items():
            book = books[carrier]
            book["cod"] += cod - fee
            book["fees"] += fee
            book["customers"] -= cod
        paid, told = defaultdict(Decimal), set()
        for carrier, number, net in self._payments():
            books[carrier]["cod"] -= net
            books[carrier]["bank"] += net
            paid[carrier, number] += net
            told.add((carrier, number))
        for key, (cod, fee) in dues.items():
            left = cod - fee - paid[key]
            if left and abs(left) <= cents(self.facts["tolerance"]):
                books[key[0]]["cod"] -= left
                books[key[0]]["off"] += left
        return {c: {k: v for k, v in book.items() if v} for c, book in books.items()}

    def _parcels(self):
        """`{(carrier, number): (collected, fees)}` of what ended by the last day."""
        waybills, told = by(self.facts["waybills"], "order_id"), by(self.facts["told"], "order_id")
        found = {}
        for order in self.facts["orders"]:
            ended, is_back = self.when(order["id"], "delivered"), False
            if not ended:
                ended, is_back = self.when(order["id"], "returned"), True
            if not ended or not self.first <= ended <= self.last:
                continue
            sent = sorted(waybills[order["id"]], key=lambda w: w["id"]) or [
                {
                    "name": min((t["waybill"] for t in told[order["id"]]), default=order["name"]),
                    "carrier_id": order["carrier_id"],
                    "weight": 0,
                }
            ]
            for place, waybill in enumerate(sent):
                is_paid = order["payment"] == "cod" and not is_back and place == 0
                cod = cents(order["amount"]) if is_paid else Decimal(0)
                shipped = self.when(order["id"], "shipped", max) or ended
                weight = waybill["weight"] or self._weight(order)
                fee = self._fee(order, waybill["carrier_id"], shipped, exact(weight), cod, is_back)
                found[waybill["carrier_id"], waybill["name"]] = cod, fee
        return found

    def _weight(self, order):
        return sum(
            exact(line["weight"]) * exact(line["ordered"])
            for line in self.lines[order["id"]]
            if not line["is_delivery"]
        )

    def _fee(self, order, carrier, shipped, weight, cod, is_back):
        terms = self._carrier_terms(order, carrier, shipped)
        if not terms:
            return Decimal(0)
        extra = max(Decimal(0), weight - exact(terms["first_weight"]))
        steps = (extra / exact(terms["step_weight"])).to_integral_value(ROUND_CEILING)
        fee = cents(exact(terms["first_fee"]) + steps * exact(terms["step_fee"]))
        if cod:
            share = cents(cod * exact(terms["cod_percent"]) / 100)
            fee += max(cents(terms["cod_minimum"]), share)
        return fee + (cents(terms["return_fee"]) if is_back else 0)

    def _carrier_terms(self, order, carrier, shipped):
        """The line of the contract then in force: the first for the place, else the general one."""
        general = None
        for line in self.facts["carrier_terms"]:
            start, end = date.fromisoformat(line["start"]), line["end"]
            if line["carrier_id"] != carrier or shipped < start:
                continue
            if end and shipped > date.fromisoformat(end):
                continue
            names = tuple((line["cities"] or "").split())
            if order["state_id"] in line["provinces"] or order["city_id"] in line["districts"]:
                return line
            if names and (order["city"] or "").startswith(names):
                return line
            if not (line["provinces"] or line["districts"] or names):
                general = general or line
        return general

    def _payments(self):
        """`(carrier, number, paid in the end)`, each payment once, by the last day."""
        seen = set()
        for file in self.facts["files"]:
            for row in read_file(file["name"], file["content"]):
                payment = (file["carrier_id"], *row)
                number, day, _batch, amount, fee = row
                if payment in seen or day > self.last:
                    continue
                seen.add(payment)
                yield file["carrier_id"], number, amount - fee

    # Suppliers

    def suppliers(self):
        """`{contract: {"goods", "commission", "media", "storage", "payable"}}`."""
        return {c["name"]: self._supplier(c) for c in self.facts["supplier_contracts"]}

    def _supplier(self, contract):
        if contract["kind"] == "purchase":
            goods, periods = self._received(contract), {}
        else:
            goods, periods = self._sold(contract)
        result = {"goods": goods, "commission": Decimal(0), "media": Decimal(0)}
        result["storage"] = Decimal(0)
        for start, sale in periods.items():
            if contract["end"] and start > date.fromisoformat(contract["end"]):
                continue
            result["storage"] += cents(contract["storage"])
            result["media"] += max(Decimal(0), cents(sale * exact(contract["media_share"]) / 100))
            if contract["kind"] == "commission":
                result["commission"] += max(cents(contract["minimum"]), self._tiers(contract, sale))
        deducted = result["commission"] + result["media"] + result["storage"]
        return result | {"payable": goods - deducted}

    def _period(self, contract, day):
        months = {"month": 1, "quarter": 3}[contract["period"]]
        return date(day.year, (day.month - 1) // months * months + 1, 1)

    def _tiers(self, contract, sale):
        total, tiers = Decimal(0), sorted(contract["tiers"])
        for (start, percent), above in zip(tiers, [*tiers[1:], None], strict=True):
            top = min(sale, exact(above[0])) if above else sale
            total += max(Decimal(0), top - exact(start)) * exact(percent) / 100
        return cents(total)

    def _is_in_force(self, contract, day):
        start = max(date.fromisoformat(contract["start"]), self.first)
        end = contract["end"]
        return start <= day <= self.last and (not end or day <= date.fromisoformat(end))

    def _received(self, contract):
        """What a supplier is owed for goods bought: the contract's price for each piece."""
        goods = Decimal(0)
        for receipt in self.facts["receipts"]:
            price = contract["prices"].get(str(receipt["product_id"]))
            if price is None or receipt["partner_id"] != contract["partner_id"]:
                continue
            if self._is_in_force(contract, self.day(receipt["date"])):
                sign = 1 if receipt["to_usage"] == "internal" else -1
                goods += sign * cents(exact(price) * exact(receipt["quantity"]))
        return goods

    def _sold(self, contract):
        """What a supplier is owed for goods delivered, and the sale of each period by its start."""
        goods, periods = Decimal(0), defaultdict(Decimal)
        for order in self.facts["orders"]:
            day = self.when(order["id"], "delivered")
            if not day or not self._is_in_force(contract, day):
                continue
            for line in self.lines[order["id"]]:
                price = contract["prices"].get(str(line["product_id"]))
                if price is None:
                    continue
                sent = self._sent(line)
                if sent <= 0:
                    continue
                gross = cents(exact(line["amount"]) * sent / exact(line["ordered"]))
                mine = gross if contract["kind"] == "commission" else cents(exact(price) * sent)
                goods += mine
                periods[self._period(contract, day)] += gross
                for back, *borne in self._came_back(contract, line, sent, mine, gross):
                    goods -= borne[0]
                    periods[self._period(contract, back)] -= borne[1]
        return goods, periods

    def _sent(self, line):
        """Pieces that left for the customer, less what a dispatch taken back had sent."""
        moves = [m for m in self.facts["moves"] if m["order_line_id"] == line["id"]]
        if not moves:
            return exact(line["ordered"])
        returns = {r["receipt_id"] for r in self.facts["returns"]}
        sent = Decimal(0)
        for move in moves:
            if move["state"] != "done":
                continue
            if move["to_usage"] == "customer":
                sent += exact(move["quantity"])
            elif move["picking_id"] not in returns:
                sent -= exact(move["quantity"])
        return sent

    def _came_back(self, contract, line, sent, mine, gross):
        """`(day, of goods, of the sale)` that the supplier bears of what came back by the last
        day."""
        shares = {share["reason"]: share["percent"] for share in contract["shares"]}
        before = Decimal(0)
        sent_by = {m["id"] for m in self.facts["moves"] if m["order_line_id"] == line["id"]}
        for back in sorted(self.facts["returns"], key=lambda r: r["line_id"]):
            if back["move_id"] not in sent_by:
                continue
            faulty = exact(back["repair"]) + exact(back["scrap"])
            for reason, part in sorted([(back["kind"], exact(back["resell"])), ("faulty", faulty)]):
                if not part:
                    continue
                upto = before + part
                parts = [cents(x * upto / sent) - cents(x * before / sent) for x in (mine, gross)]
                before = upto
                day = self.day(back["booked_on"])
                if day <= self.last:
                    share = exact(shares.get(reason, contract["return_share"])) / 100
                    yield day, *(cents(whole * share) for whole in parts)


def read_file(name, content):
    """`(number, day, batch, amount, fee)` of each row of a carrier's file."""
    if name.endswith(".xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
        rows = [["" if cell is None else cell for cell in row] for row in sheet.values]
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030")
        rows = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ","))
    header, *rows = rows
    for row in rows:
        cell = dict(zip(header, row, strict=False))
        fee = exact(_first(cell, FEE) or 0)
        day = date.fromisoformat(str(_first(cell, DAY))[:10])
        batch = str(_first(cell, BATCH) or "")
        yield str(_first(cell, WAYBILL)), day, batch, exact(_first(cell, AMOUNT)), fee


def _first(cell, headers):
    return next((cell[header] for header in headers if header in cell), None)
