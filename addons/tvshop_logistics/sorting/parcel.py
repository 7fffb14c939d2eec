"""What a decision is made of. Weights are in kg, volumes in m³, money in the company's currency."""

from math import ceil
from typing import NamedTuple


class Place(NamedTuple):
    """Where a parcel goes: record ids, and the division's name; zero or empty if unknown."""

    state: int = 0
    city: int = 0
    name: str = ""


class Area(NamedTuple):
    """Provinces, divisions, and beginnings of divisions' names (`深圳市` for all its districts)."""

    states: frozenset = frozenset()
    cities: frozenset = frozenset()
    names: tuple = ()

    @property
    def is_empty(self):
        return not (self.states or self.cities or self.names)

    def covers(self, place):
        return (
            place.state in self.states
            or place.city in self.cities
            or bool(self.names and place.name.startswith(self.names))
        )


class Parcel(NamedTuple):
    """`amount` is the order's total; it is due at the door if `is_cod`. `method` is a record id."""

    place: Place
    weight: float
    volume: float
    amount: float
    is_cod: bool
    method: int = 0


class Tariff(NamedTuple):
    """A contract's line: the first weight for a fee, each further step for another.

    An empty area is everywhere else. `cod_percent` is of the amount collected.
    """

    area: Area
    first_weight: float
    first_fee: float
    step_weight: float
    step_fee: float
    cod_percent: float = 0.0
    cod_minimum: float = 0.0
    return_fee: float = 0.0

    def cost(self, parcel):
        extra = max(0.0, parcel.weight - self.first_weight)
        # Rounded first: 2.0000000001 kg of float sums is no third kilogram.
        steps = ceil(round(extra / self.step_weight, 6)) if self.step_weight else 0
        fee = self.first_fee + steps * self.step_fee
        if parcel.is_cod:
            fee += max(self.cod_minimum, parcel.amount * self.cod_percent / 100)
        return round(fee, 2)


class Carrier(NamedTuple):
    """What a carrier takes; a limit of zero is none."""

    id: int
    area: Area
    is_everywhere: bool = False
    max_weight: float = 0.0
    max_volume: float = 0.0
    takes_cod: bool = True
    cod_limit: float = 0.0
    tariffs: tuple = ()

    def refusal(self, parcel):
        """Why the carrier can't take the parcel: `(code, limit)`, or None if it can."""
        if not self.is_everywhere and not self.area.covers(parcel.place):
            return "area", 0
        if self.max_weight and parcel.weight > self.max_weight:
            return "weight", self.max_weight
        if self.max_volume and parcel.volume > self.max_volume:
            return "volume", self.max_volume
        if parcel.is_cod and not self.takes_cod:
            return "no_cod", 0
        if parcel.is_cod and self.cod_limit and parcel.amount > self.cod_limit:
            return "cod_limit", self.cod_limit
        return None

    def cost(self, parcel):
        """What the contract asks for the parcel; None if it says nothing about the place."""
        tariff = tariff_for(self.tariffs, parcel.place)
        return tariff.cost(parcel) if tariff else None


def tariff_for(tariffs, place):
    """The line of a contract that counts for a place; None if it says nothing about it."""
    for tariff in tariffs:
        if not tariff.area.is_empty and tariff.area.covers(place):
            return tariff
    return next((tariff for tariff in tariffs if tariff.area.is_empty), None)
