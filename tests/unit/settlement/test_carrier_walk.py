"""What a carrier owes through 10⁵ random steps, matched piece by piece and counted a second time.

`addons/tvshop_settlement/tests/test_walk.py` takes the steps in the database, some each second;
here are its sums alone. TVSHOP_SEED begins elsewhere.
"""

import os
import random
from collections import Counter, defaultdict

from odoo.addons.tvshop_logistics.sorting.parcel import Area, Tariff
from tvshop_settlement.matching.fees import fees
from tvshop_settlement.matching.match import CAUSES, Due, Line, match, unique

STEPS, RECOUNT = 100_000, 20_000
SEED = int(os.environ.get("TVSHOP_SEED") or 1)
TARIFF = Tariff(Area(), 0.5, 12, 0.5, 3.3, 1.25, 4, 10.5)
BACK = 1050
WEIGHTS = {"deliver": 6, "refuse": 1, "come_back": 2, "remit": 7, "take_back": 2, "repeat": 2}


def second_fee(tenths, cod, is_returned):
    """The fee by TARIFF of a parcel of so many tenths of a kilogram, in whole numbers alone."""
    delivery = 1200 + 330 * (max(0, tenths - 5 + 4) // 5)
    collecting = max(400, (cod * 125 + 5_000) // 10_000) if cod else 0
    return delivery + collecting + BACK * is_returned


class Carrier:
    """Parcels and lines as they are told, what was matched of them so far, and plain sums."""

    def __init__(self, rng):
        self.rng, self.last = rng, 0
        self.dues, self.parcels = {}, {}
        self.told, self.keys, self.naming = [], set(), defaultdict(list)
        self.delivered = self.fees = self.returned = self.paid = self.balance = 0

    # Steps

    def deliver(self, is_returned=False):
        self.last += 1
        tenths = self.rng.randint(1, 90)
        cod = 0 if is_returned else self.rng.randint(0, 200_000)
        due = Due(cod, fees(TARIFF, tenths / 10, cod, is_returned).total)
        self.delivered += cod
        self.fees += second_fee(tenths, cod, is_returned)
        self.owe(str(self.last), due)

    def refuse(self):
        self.deliver(is_returned=True)

    def come_back(self):
        """A part of a delivered parcel, or all that is left of it."""
        waybill = self.some()
        due = self.dues.get(waybill)
        if due and due.cod:
            value = self.rng.choice((due.cod, due.cod // 3 + 1))
            self.returned += value
            self.fees += BACK
            self.owe(waybill, Due(due.cod - value, due.fee + BACK, due.back + value + BACK))

    def remit(self):
        waybills = {self.some() for _parcel in range(self.rng.choice((*[1] * 8, 2, 3)))}
        known = [self.dues[one] for one in waybills if one in self.dues]
        amount = sum(due.cod for due in known) - self.rng.choice((0, 0, 0, 1, -5_000))
        fee = sum(due.fee for due in known)
        is_net = self.rng.random() < 0.2
        self.tell(waybills, *((amount - fee, None) if is_net else (amount, fee)))

    def take_back(self):
        waybill = self.some()
        if due := self.dues.get(waybill):
            self.tell({waybill}, -max(due.back, 1), self.rng.choice((None, 0, BACK)))

    def repeat(self):
        if self.told:
            self.put(self.rng.choice(self.told[-500:]))

    # What follows

    def some(self):
        """A parcel of late, maybe one of which its carrier tells before the feedback does."""
        return str(max(1, self.last + 3 - int(self.rng.expovariate(0.01))))

    def owe(self, waybill, due):
        self.dues[waybill] = due
        self.rematch(waybill)

    def tell(self, waybills, amount, fee):
        names = tuple(sorted(waybills))
        key = names, self.rng.randint(1, 9), amount, -1 if fee is None else fee
        self.put(Line(names, amount, fee, key))

    def put(self, line):
        if line.key not in self.keys:
            self.keys.add(line.key)
            self.paid += line.net
        self.told.append(line)
        for waybill in line.waybills:
            self.naming[waybill].append(line)
        if self.is_known(line):
            self.rematch(line.waybills[0])

    def is_known(self, line):
        return all(waybill in self.dues for waybill in line.waybills)

    def rematch(self, waybill):
        """As a parcel due does: with all that shares a line with it, and nothing else."""
        names, lines, left = {waybill}, [], [waybill]
        while left:
            for line in filter(self.is_known, self.naming[left.pop()]):
                lines.append(line)
                left += set(line.waybills) - names
                names |= set(line.waybills)
        parcels, unknown = match({name: self.dues[name] for name in names}, unique(lines))
        assert not unknown
        self.balance -= sum(self.parcels[one].balance for one in names & self.parcels.keys())
        self.balance += sum(parcel.balance for parcel in parcels.values())
        self.parcels |= parcels


def test_i_what_a_carrier_owes_is_delivered_less_remitted_fees_and_returns_through_all_steps():
    rng = random.Random(SEED)
    carrier, taken = Carrier(rng), Counter()
    for number in range(1, STEPS + 1):
        [name] = rng.choices([*WEIGHTS], [*WEIGHTS.values()])
        getattr(carrier, name)()
        taken[name] += 1
        if number % RECOUNT == 0:
            mixed = carrier.told.copy()
            rng.shuffle(mixed)
            parcels, unknown = match(carrier.dues, unique(mixed))
            wrong = dict(parcels.items() - carrier.parcels.items())
            assert not wrong, f"TVSHOP_SEED={SEED}, after {number} steps"
            remitted = carrier.paid - sum(line.net for line in unknown)
            owed = carrier.delivered - remitted - carrier.fees - carrier.returned
            assert carrier.balance == owed, f"TVSHOP_SEED={SEED}, after {number} steps"
    assert taken.keys() == WEIGHTS.keys()
    assert {parcel.cause for parcel in carrier.parcels.values()} == set(CAUSES)
