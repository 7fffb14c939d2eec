"""Money in hundredths, so that sums are exact."""

from decimal import ROUND_HALF_UP, Decimal


def exact(number):
    """A Decimal of what was meant: of a float its shortest spelling, not its binary value."""
    return number if type(number) is Decimal else Decimal(str(number))


def to_cents(amount):
    """Hundredths as an int; half a hundredth counts as a whole one."""
    scaled = exact(amount) * 100
    whole = int(scaled)
    return whole if whole == scaled else int(scaled.to_integral_value(ROUND_HALF_UP))


def from_cents(cents):
    return cents / 100
