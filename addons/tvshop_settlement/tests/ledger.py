"""What everybody is owed, counted a second time from what happened; cents, and nothing of ours."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal


def cents(amount):
    return int((Decimal(str(amount)) * 100).to_integral_value(ROUND_HALF_UP))


def part(whole, share):
    """`share` of `whole` cents, half a cent upwards."""
    value = Decimal(abs(whole)) * share
    return int(value.to_integral_value(ROUND_HALF_UP)) * (1 if whole >= 0 else -1)


def carrier_fee(weight, cod, is_back):
    """EMS: 12 for the first kg, 3 for each further one; 1 %, at least 4, of COD; 10 for back."""
    steps = max(Decimal(0), Decimal(str(weight)) - 1).to_integral_value(ROUND_CEILING)
    fee = 1200 + 300 * int(steps)
    if cod:
        fee += max(400, part(cod, Decimal("0.01")))
    return fee + (1000 if is_back else 0)


def commission(tiers, minimum, sale):
    """Each slice of the sale by its own percentage."""
    total = Decimal(0)
    for place, (start, percent) in enumerate(tiers):
        end = tiers[place + 1][0] if place + 1 < len(tiers) else None
        top = sale if end is None else min(sale, end)
        total += max(0, top - start) * Decimal(str(percent)) / 100
    return max(minimum, int(total.to_integral_value(ROUND_HALF_UP)))


def of_delivery(pieces, price, asked, returns, shares):
    """`(goods, sale)` of one delivered line less what came back of it.

    :param price: cents for a piece, or None if the supplier gets what was asked
    :param asked: cents, of the whole line
    :param returns: `[(reason, pieces)]` in the order in which they were put down
    :param shares: which part of a return the supplier bears, by reason and by None
    """
    goods = asked if price is None else price * pieces
    left_goods, left_sale, back = goods, asked, 0
    for reason, count in returns:
        share = shares.get(reason, shares[None])
        slices = [
            part(whole, Decimal(back + count) / pieces) - part(whole, Decimal(back) / pieces)
            for whole in (goods, asked)
        ]
        back += count
        left_goods -= part(slices[0], share)
        left_sale -= part(slices[1], share)
    return left_goods, left_sale
