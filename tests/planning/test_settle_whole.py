"""Whole things: recipes that make buses are not left with steel for seven tenths."""

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning import ceilings
from planning.settle import settle
from tests.planning.economies import make_book, prices_of, recipe, single

THOROUGH = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
BUSES, STEEL = range(2)
THINGS = np.array([True, False])
SLACK = np.array([False, True])
PRICES = np.array([1000.0, 0.1])


@st.composite
def workshops(draw):
    """Recipes that make few whole things of divisible goods and of one another."""
    n_goods = draw(st.integers(2, 5))
    things = np.array(draw(st.lists(st.booleans(), min_size=n_goods, max_size=n_goods)))
    slack = np.array(draw(st.lists(st.booleans(), min_size=n_goods, max_size=n_goods)))
    few, many = st.integers(1, 12), st.integers(1, 10**5)
    councils = []
    for whole in draw(st.lists(st.booleans(), max_size=8)):
        goods = draw(st.sets(st.integers(0, n_goods - 1), min_size=1))
        lines = {}
        for good in goods:
            size = draw(few if things[good] else many)
            lines[good] = size if draw(st.booleans()) else -size
        councils.append((whole, lines))
    return make_book(n_goods, *councils), draw(prices_of(n_goods)), slack, things


def lumpy(book, things):
    """The lines of each recipe all of whose offers are things."""
    for council in np.flatnonzero(book.whole):
        lines = np.arange(*book.start[council : council + 2])
        offers = lines[book.quantity[lines] < 0]
        if len(offers) and things[book.good[offers]].all():
            yield lines, offers


def excess(book, quantity):
    sums = np.zeros(book.n_goods, dtype=np.int64)
    np.add.at(sums, book.good, quantity)
    return sums


@given(workshops())
@THOROUGH
def test_all_balances_to_the_unit_and_nobody_gets_more(problem):
    book, prices, slack, things = problem
    settlement = settle(book, prices, slack, things)
    left = excess(book, settlement.quantity)
    assert (left[~slack] == 0).all()
    assert (left <= 0).all()
    assert (np.abs(settlement.quantity) <= np.abs(book.quantity)).all()
    assert (settlement.quantity * np.sign(book.quantity) >= 0).all()


@given(workshops())
@THOROUGH
def test_inputs_are_those_of_the_whole_things_that_are_made(problem):
    book, prices, slack, things = problem
    settlement = settle(book, prices, slack, things)
    for lines, offers in lumpy(book, things):
        part = np.abs(settlement.quantity[offers] / book.quantity[offers]).max()
        needed = part * np.abs(book.quantity[lines])
        inputs = book.quantity[lines] > 0
        off = np.abs(np.abs(settlement.quantity[lines]) - needed)[inputs]
        assert (off < 1 + 1e-6).all()


@given(workshops())
@THOROUGH
def test_a_recipe_of_whole_things_makes_no_more_than_its_scale_allows(problem):
    book, prices, slack, things = problem
    settlement = settle(book, prices, slack, things)
    for _lines, offers in lumpy(book, things):
        could = np.abs(book.quantity[offers]) * settlement.share[offers]
        assert np.abs(settlement.quantity[offers]).tolist() == (
            np.floor(could + 1e-6).tolist()
        )
        assert (np.abs(could - np.rint(could)) < 1e-6).any()


@given(workshops())
@THOROUGH
def test_whole_things_cost_something_only_where_a_recipe_is_brought_down(problem):
    book, prices, slack, things = problem
    plain = settle(book, prices, slack)
    settlement = settle(book, prices, slack, things)
    assert settlement.integrality_cost >= 0
    assert settlement.integral_councils <= sum(1 for _ in lumpy(book, things))
    assert (plain.integrality_cost, plain.integral_councils) == (0.0, 0)
    if not settlement.integral_councils:
        assert settlement.integrality_cost == 0
        assert settlement.share.tolist() == plain.share.tolist()


@given(workshops())
@THOROUGH
def test_settling_what_is_settled_changes_nothing(problem):
    book, prices, slack, things = problem
    quantity = settle(book, prices, slack, things).quantity
    kept = quantity != 0
    again = type(book).from_lines(
        book.n_goods,
        book.n_councils,
        book.council[kept],
        book.good[kept],
        quantity[kept],
        book.whole,
    )
    settled = settle(again, prices, slack, things)
    assert settled.quantity.tolist() == quantity[kept].tolist()
    assert (settled.integrality_cost, settled.integral_councils) == (0.0, 0)


@given(workshops())
@THOROUGH
def test_consumers_still_lose_the_same_part_of_a_good(problem):
    book, prices, slack, things = problem
    settlement = settle(book, prices, slack, things)
    lone = ~book.whole[book.council]
    for good, sign in product(range(book.n_goods), (1, -1)):
        same = lone & (book.good == good) & (np.sign(book.quantity) == sign)
        if same.any():
            assert np.ptp(settlement.share[same]) < 1e-12


def test_two_of_three_buses_leave_no_steel_for_seven_tenths():
    book = make_book(2, recipe(a=-3, b=3000), single(a=3), single(b=-2700))
    settlement = settle(book, PRICES, SLACK, THINGS)
    assert settlement.quantity.tolist() == [-2, 2000, 2, -2700]
    assert settlement.integral_councils == 1
    # Seven tenths of a bus, made and used, and of its steel.
    assert settlement.integrality_cost == pytest.approx(2 * 700 + 70)


def test_without_the_word_that_buses_are_whole_the_steel_is_shared_out():
    book = make_book(2, recipe(a=-3, b=3000), single(a=3), single(b=-2700))
    assert settle(book, PRICES, SLACK).quantity.tolist() == [-2, 2700, 2, -2700]


def test_of_equal_workshops_as_many_as_possible_stay_whole():
    """Steel for 27 of 30 buses: three workshops make two, seven make three."""
    works = [recipe(a=-3, b=3000) for _ in range(10)]
    book = make_book(2, *works, single(a=30), single(b=-27000))
    made = -settle(book, PRICES, SLACK, THINGS).quantity[0:20:2]
    assert sorted(made.tolist()) == [2] * 3 + [3] * 7


def test_what_depends_on_whole_things_comes_down_with_them():
    """Three engines' steel short of one: two buses, and two engines for them."""
    book = make_book(
        3, recipe(a=-3, b=3), recipe(b=-3, c=300), single(a=3), single(c=-290)
    )
    things, slack = np.array([True, True, False]), np.array([False, False, True])
    settlement = settle(book, np.array([1000.0, 100.0, 0.1]), slack, things)
    assert settlement.quantity.tolist() == [-2, 2, -2, 200, 2, -290]
    assert settlement.integral_councils == 2


def test_of_two_products_the_one_that_needs_most_sets_the_inputs():
    book = make_book(3, recipe(a=-3, b=-7, c=2100), single(a=3, b=7), single(c=-1900))
    things, slack = np.array([True, True, False]), np.array([False, False, True])
    settlement = settle(book, np.array([10.0, 10.0, 0.1]), slack, things)
    # 6 of 7 is more than 2 of 3.
    assert settlement.quantity.tolist() == [-2, -6, 1800, 2, 6, -1900]


def test_many_things_are_as_good_as_divisible():
    book = make_book(2, recipe(a=-1001, b=1001), single(a=1001), single(b=-1000))
    assert settle(book, PRICES, SLACK, THINGS).integral_councils == 0


def test_a_recipe_with_a_divisible_product_is_scaled_as_ever():
    book = make_book(
        3, recipe(a=-3, b=3000, c=-500), single(a=3, c=500), single(b=-2700)
    )
    slack = np.array([False, True, False])
    settlement = settle(
        book, np.array([1e3, 0.1, 1.0]), slack, np.array([True, False, False])
    )
    assert settlement.integral_councils == 0
    assert settlement.share[0] == pytest.approx(0.9)


def test_nobody_works_with_a_part_of_a_machine_that_is_there():
    """Half a machine each would be one for both; there are two."""
    bakers = [recipe(a=-1000, b=1) for _ in range(2)]
    book = make_book(2, *bakers, single(a=1000), single(b=-2))
    settlement = settle(
        book, np.array([1.0, 50.0]), np.array([False, True]), np.array([False, True])
    )
    assert settlement.quantity.tolist() == [-500, 1, -500, 1, 1000, -2]
    plain = settle(book, np.array([1.0, 50.0]), np.array([False, True]))
    assert plain.quantity.tolist() == [-500, 1, -500, 0, 1000, -2]


def test_it_ends_even_when_patience_runs_out(monkeypatch):
    monkeypatch.setattr(ceilings, "PATIENCE", 0)
    works = [recipe(a=-30, b=3000) for _ in range(4)]
    book = make_book(2, *works, single(a=120), single(b=-11000))
    settlement = settle(book, PRICES, SLACK, THINGS)
    made = -settlement.quantity[0:8:2]
    assert made.tolist() == [13] * 4
    assert settlement.quantity[1:8:2].tolist() == [1300] * 4


def test_things_of_another_catalogue_are_refused():
    with pytest.raises(ValueError, match="of 1 goods"):
        settle(
            make_book(1, single(a=1)),
            np.ones(1),
            np.array([True]),
            np.array([True] * 2),
        )


def test_who_uses_one_of_two_products_counts_on_whole_ones_only():
    """Twelve workshops make 6 of 7 trams each, and 2 buses, not 2.57."""
    works = [recipe(a=-3, b=-7, c=2100) for _ in range(12)]
    line = recipe(a=36, d=-36_000)
    book = make_book(4, *works, line, single(b=84), single(d=36_000), single(c=-22_800))
    slack, things = np.array([[False, False, True, False], [True, True, False, False]])
    settlement = settle(book, np.array([10.0, 10.0, 0.1, 0.1]), slack, things)
    made = -settlement.quantity[0:36:3].sum()
    assert settlement.quantity[36] == made
    assert settlement.quantity[37] == pytest.approx(-1000 * made, abs=1)
