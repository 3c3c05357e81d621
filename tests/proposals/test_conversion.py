"""Figures of goods that ended, converted exactly, whatever the factors."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from proposals.conversion import Conversion, Part, together, whole_way
from proposals.models import Good

QUANTITIES = st.integers(-(10**15) + 1, 10**15 - 1)
FACTORS = st.builds(Fraction, st.integers(1, 10**6), st.integers(1, 10**6))
WEIGHTS = st.lists(st.integers(1, 10**6), min_size=2, max_size=8)


def good(key, decimals=3, unit="kg"):
    return Good(pk=key, code=f"good-{key}", unit=unit, decimals=decimals)


def split(weights, *, decimals=3):
    """A good of key 1 split by weights into goods of keys 2 and on, of one measure."""
    whole = sum(weights)
    parts = [
        Part(good(key, decimals), Fraction(weight, whole))
        for key, weight in enumerate(weights, start=2)
    ]
    return Conversion.foreseen({good(1): parts})


@given(st.dictionaries(st.integers(1, 20), FACTORS.map(lambda f: f - 3), min_size=1))
def test_whole_numbers_add_up_to_the_rounded_sum_and_lie_beside_the_exact_ones(group):
    rounded = together(group)
    assert sum(rounded.values()) == round(sum(group.values()))
    assert all(abs(rounded[key] - group[key]) < 1 for key in group)


@given(WEIGHTS, QUANTITIES)
def test_a_split_loses_nothing_whatever_the_shares(weights, units):
    assert sum(split(weights).units({1: units}).values()) == units


@given(WEIGHTS, QUANTITIES)
def test_what_is_requested_and_offered_is_split_alike(weights, units):
    turned = split(weights)
    offered = turned.units({1: -units})
    assert {key: -n for key, n in offered.items()} == turned.units({1: units})


@given(WEIGHTS, QUANTITIES, QUANTITIES)
def test_goods_that_go_on_are_not_touched(weights, units, other):
    lines = split(weights).units({1: units, 99: other})
    assert lines.get(99, 0) == other


@given(st.lists(st.tuples(FACTORS, QUANTITIES), min_size=1, max_size=6))
def test_a_merger_is_rounded_once(pairs):
    into = good(99)
    ends = {good(n): [Part(into, factor=f)] for n, (f, _q) in enumerate(pairs)}
    lines = {n: units for n, (_f, units) in enumerate(pairs)}
    exact = sum((f * units for f, units in pairs), Fraction(0))
    turned = Conversion.foreseen(ends).units(lines).get(99, 0)
    assert abs(turned - exact) <= Fraction(1, 2)


@given(QUANTITIES, st.integers(0, 3), st.integers(0, 3))
def test_decimals_are_converted_exactly(units, before, after):
    ends = {good(1, before): [Part(good(2, after))]}
    turned = Conversion.foreseen(ends).units({1: units}).get(2, 0)
    exact = Fraction(units) * Fraction(10) ** (after - before)
    assert abs(turned - exact) <= Fraction(1, 2)
    assert turned == exact or after < before


@given(st.lists(FACTORS, min_size=1, max_size=6))
def test_a_chain_is_the_product_of_its_factors(factors):
    steps = {n: {n + 1: factor} for n, factor in enumerate(factors)}
    product = Fraction(1)
    for factor in factors:
        product *= factor
    assert whole_way(steps)[0] == {len(factors): product}


def test_a_split_into_other_units_is_rounded_part_by_part():
    parts = [
        Part(good(2, unit="L"), Fraction(1, 2), Fraction(2)),
        Part(good(3, 0, "{piece}"), Fraction(1, 2), Fraction(1, 3)),
    ]
    assert Conversion.foreseen({good(1): parts}).units({1: 9_001}) == {2: 9_001, 3: 2}


def test_of_a_retired_good_nothing_is_left():
    assert Conversion.foreseen({good(1): []}).units({1: 5, 2: 7}) == {2: 7}
