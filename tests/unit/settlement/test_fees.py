import pytest
from odoo.addons.tvshop_logistics.sorting.parcel import Area, Tariff
from tvshop_settlement.matching.fees import Fees, fees

TERMS = Tariff(
    area=Area(),
    first_weight=0.5,
    first_fee=12,
    step_weight=0.5,
    step_fee=3,
    cod_percent=1.5,
    cod_minimum=4,
    return_fee=10,
)


@pytest.mark.parametrize(
    ("weight", "delivery"), [(0, 1200), (0.5, 1200), (0.51, 1500), (1.0, 1500), (2.3, 2400)]
)
def test_i2_each_further_weight_begun_costs_a_step(weight, delivery):
    assert fees(TERMS, weight, 0, False) == Fees(delivery, 0, 0)


def test_i2_weights_that_floats_can_not_spell_begin_no_further_step():
    assert fees(TERMS._replace(first_weight=0.1, step_weight=0.1), 0.3, 0, False).delivery == 1800


@pytest.mark.parametrize(("cod", "fee"), [(10000, 400), (29900, 449), (100000, 1500), (0, 0)])
def test_i2_collecting_costs_a_share_but_no_less_than_the_least(cod, fee):
    assert fees(TERMS, 0, cod, False).cod == fee


def test_i2_half_a_cent_counts_as_a_whole_one():
    assert fees(TERMS._replace(cod_percent=0.5, cod_minimum=0), 0, 100, False).cod == 1


def test_i2_parcel_brought_back_costs_both_ways_and_no_collecting():
    assert fees(TERMS, 0.2, 0, True) == Fees(1200, 0, 1000)
    assert fees(TERMS, 0.2, 0, True).total == 2200


def test_i2_fees_in_a_currency_without_cents_are_whole():
    terms = TERMS._replace(first_fee=12, step_fee=3, cod_percent=1.5)
    assert fees(terms, 0, 30900, False, unit=100) == Fees(1200, 500, 0)
    assert fees(terms, 0, 29900, False, unit=100).cod == 400
