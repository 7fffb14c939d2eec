"""Remittance lines against what is due for parcels: a function of two sets, whatever the order.

A line names one parcel or several. What it brings goes to its parcels up to what each had to
collect; what is more than all had to, to the last of them. What it takes back comes from the
parcels that have brought more than they had to, the rest from the last. Lines of one parcel are
counted first, they leave no choice, and lines that bring before lines that take.
"""

from typing import NamedTuple

MATCHED, NOT_REMITTED, TWICE, AMOUNT, FEE, TAKEN_BACK, TO_TAKE_BACK = CAUSES = (
    "matched",
    "not_remitted",
    "twice",
    "amount",
    "fee",
    "taken_back",
    "to_take_back",
)


class Due(NamedTuple):
    """`cod` is what the carrier has to remit, `fee` what it may keep of it; cents.

    `back` is by how much `cod - fee` became less after the parcel was delivered, as it came back.
    """

    cod: int
    fee: int
    back: int = 0

    @property
    def total(self):
        return self.cod - self.fee


class Line(NamedTuple):
    """What a carrier says it pays: `amount` of COD less `fee`, cents; negative if it takes back.

    `fee` is None if the carrier tells only what it pays in the end. `key` tells lines apart.
    """

    waybills: tuple
    amount: int
    fee: int | None
    key: tuple

    @property
    def net(self):
        return self.amount - (self.fee or 0)


class Parcel(NamedTuple):
    """What came in for a parcel, cents; `lines` is how many lines name it."""

    due: Due
    amount: int
    fee: int
    lines: int
    cause: str

    @property
    def received(self):
        return self.amount - self.fee

    @property
    def balance(self):
        """What the carrier still owes; negative if it has paid too much."""
        return self.due.total - self.received


def match(dues, lines, tolerance=0):
    """`({waybill: Parcel}, [unknown line])`.

    :param dues: Due by waybill
    :param lines: without repetitions, see `unique`; a line that names a parcel without Due is
        unknown as a whole
    :param tolerance: cents by which a balance may differ from nothing
    """
    shared, unknown = [], []
    sums = {}
    for line in lines:
        if len(line.waybills) != 1:
            (shared if all(w in dues for w in line.waybills) else unknown).append(line)
            continue
        waybill = line.waybills[0]
        if waybill not in dues:
            unknown.append(line)
        else:
            _add(sums, waybill, line.amount, line.fee)
    for line in sorted(shared, key=lambda line: (line.net < 0, line.key)):
        for waybill, amount, fee in _spread(line, dues, sums):
            _add(sums, waybill, amount, fee)
    empty = (0, 0, 0, True, False)
    return {
        waybill: _judge(due, *sums.get(waybill, empty), tolerance) for waybill, due in dues.items()
    }, unknown


def unique(lines):
    """Each thing told once, however often."""
    return list({line.key: line for line in lines}.values())


def _add(sums, waybill, amount, fee):
    before = sums.get(waybill)
    if before is None:
        sums[waybill] = amount, fee or 0, 1, fee is not None, amount < 0
    else:
        sums[waybill] = (
            before[0] + amount,
            before[1] + (fee or 0),
            before[2] + 1,
            before[3] and fee is not None,
            before[4] or amount < 0,
        )


def _spread(line, dues, sums):
    """`(waybill, amount, fee)` for each parcel of a line; they add up to the line."""
    is_net = line.fee is None
    amount, fee = line.amount, line.fee or 0
    *others, last = sorted(line.waybills)
    for waybill in others:
        due = dues[waybill]
        told_amount, told_fee, *_rest = sums.get(waybill, (0, 0))
        wanted = due.total if is_net else due.cod
        part = _share(amount, wanted - told_amount)
        fee_part = _share(fee, due.fee - told_fee)
        amount, fee = amount - part, fee - fee_part
        yield waybill, part, None if is_net else fee_part
    yield last, amount, None if is_net else fee


def _share(amount, missing):
    """How much of a line's amount a parcel takes that misses so much, or has it to give back."""
    return min(amount, max(0, missing)) if amount >= 0 else max(amount, min(0, missing))


def _judge(due, amount, fee, count, is_fee_told, is_taken, tolerance):
    balance = due.cod - due.fee - amount + fee
    if -tolerance <= balance <= tolerance:
        cause = MATCHED
    elif not count:
        cause = NOT_REMITTED
    elif due.back and -tolerance <= balance + due.back <= tolerance:
        cause = TO_TAKE_BACK
    elif is_taken and balance > 0:
        cause = TAKEN_BACK
    elif is_fee_told and abs(due.cod - amount) <= tolerance:
        cause = FEE
    elif count > 1 and balance < 0:
        cause = TWICE
    else:
        cause = AMOUNT
    return Parcel(due, amount, fee, count, cause)
