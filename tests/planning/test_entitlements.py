import numpy as np
import pytest

from planning.entitlements import budgets, public_charges
from tests.planning.economies import make_book, recipe, single

# A region over a town over two neighbourhoods, and a neighbourhood of the region;
# a worker council in the town; a neighbourhood on its own.
REGION, TOWN, EAST, WEST, NORTH, BAKERY, ALONE = range(7)
FAMILY = {
    "members": np.array([999, 999, 30, 10, 60, 500, 7]),
    "parent": np.array([-1, REGION, TOWN, TOWN, REGION, TOWN, -1]),
    "consumer": np.array([False, False, True, True, True, False, True]),
    "federation": np.array([True, True, False, False, False, False, False]),
}
BOOK = make_book(
    2,
    single(a=50),
    single(b=20),
    single(a=1000),
    single(),
    single(),
    recipe(a=70, b=-300),
    single(),
)
PRICES = np.array([2.0, 4.0])


def test_public_goods_are_charged_by_head_at_every_level():
    # The region spends 100 for 100 heads, the town 80 for 40.
    charge = public_charges(book=BOOK, prices=PRICES, **FAMILY)
    assert charge.tolist() == [0, 0, 30 * 3.0, 10 * 3.0, 60 * 1.0, 0, 0]


def test_charges_add_up_to_what_the_federations_spend():
    charge = public_charges(book=BOOK, prices=PRICES, **FAMILY)
    assert charge.sum() == pytest.approx(100 + 80)


def test_what_is_left_may_be_spent_but_never_less_than_nothing():
    entitlement = np.array([5.0, 5.0, 100.0, 20.0, 60.0, 5.0, 9.0])
    may_spend = budgets(entitlement=entitlement, book=BOOK, prices=PRICES, **FAMILY)
    assert may_spend.tolist() == [np.inf, np.inf, 10.0, 0.0, 0.0, np.inf, 9.0]


def test_a_federation_without_heads_charges_nobody():
    family = FAMILY | {"members": np.zeros(7, dtype=np.int64)}
    assert not public_charges(book=BOOK, prices=PRICES, **family).any()


def test_only_federations_of_consumers_charge():
    family = FAMILY | {"federation": np.arange(7) == TOWN}
    charge = public_charges(book=BOOK, prices=PRICES, **family)
    assert charge.tolist() == [0, 0, 60.0, 20.0, 0, 0, 0]


def test_a_federation_charges_through_any_number_of_levels():
    levels = 6
    charge = public_charges(
        members=np.array([0] * levels + [7]),
        parent=np.arange(levels + 1) - 1,
        book=make_book(1, *[single(a=1)] * levels, single()),
        prices=np.array([2.0]),
        consumer=np.arange(levels + 1) == levels,
        federation=np.arange(levels + 1) < levels,
    )
    assert charge[-1] == pytest.approx(levels * 2.0)


def test_what_a_federation_offers_is_no_rebate():
    book = make_book(2, single(a=50, b=-1000), *[single()] * 6)
    charge = public_charges(book=book, prices=PRICES, **FAMILY)
    assert charge.sum() == pytest.approx(100)


def test_a_council_above_itself_is_refused():
    family = FAMILY | {"parent": np.array([TOWN, REGION, -1, -1, -1, -1, -1])}
    with pytest.raises(ValueError, match="above itself"):
        public_charges(book=BOOK, prices=PRICES, **family)
