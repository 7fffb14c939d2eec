"""Money in hundredths, so that sums are exact."""

from decimal import ROUND_HALF_UP, Decimal


def exact(number):
    """A Decimal of what was meant: of a float its shortest spelling, not its binary value."""
    return number if type(number) is Decimal else Decimal(str(number))


def to_cents(amount, unit=1):
    """Hundredths as an int, a multiple of `unit`; half a unit counts as a whole one.

    :param unit: hundredths of a currency's smallest amount, 100 if it has no cents
    """
    scaled = exact(amount) * 100
    whole = int(scaled)
    return whole if unit == 1 and whole == scaled else round_to(scaled, unit)


def round_to(cents, unit):
    """A Decimal of hundredths as a multiple of `unit`."""
    return int((cents / unit).to_integral_value(ROUND_HALF_UP)) * unit


def from_cents(cents):
    return cents / 100
