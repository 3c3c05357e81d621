import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from planning.settle import settle
from tests.planning.economies import (
    books,
    make_book,
    make_economy,
    permuted,
    prices_of,
    recipe,
    single,
)

THOROUGH = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def problems(draw, **options):
    book = draw(books(**options))
    prices = draw(prices_of(book.n_goods, 1e-2, 1e2))
    slack = draw(st.lists(st.booleans(), min_size=book.n_goods, max_size=book.n_goods))
    return book, prices, np.array(slack)


def totals(book, quantity):
    requested, offered = np.zeros((2, book.n_goods), dtype=np.int64)
    np.add.at(requested, book.good, np.maximum(quantity, 0))
    np.add.at(offered, book.good, np.maximum(-quantity, 0))
    return requested, offered


def independent_shares(book, prices, slack):
    """The same problem by a general solver, in the primal."""
    value = prices[book.good] * book.quantity
    value = value / np.abs(value).max()
    block, weight = np.zeros(book.n_lines, dtype=int), []
    for council in range(book.n_councils):
        lines = range(*book.start[council : council + 2])
        for part in [lines] if book.whole[council] else [[line] for line in lines]:
            worth = value[list(part)]
            block[list(part)] = len(weight)
            weight.append(-worth[worth < 0].sum() or worth.sum())
    weight = np.array(weight)
    matrix = np.zeros((book.n_goods, len(weight)))
    np.add.at(matrix, (book.good, block), value)
    found = minimize(
        lambda s: weight @ (s - 1) ** 2 / 2,
        np.full(len(weight), 0.9),
        jac=lambda s: weight * (s - 1),
        bounds=[(0, 1)] * len(weight),
        constraints=[
            {
                "type": "ineq" if free else "eq",
                "fun": lambda s, row=row: -row @ s,
                "jac": lambda s, row=row: -row,
            }
            for row, free in zip(matrix, slack, strict=True)
        ],
        method="SLSQP",
        options={"maxiter": 1000, "ftol": 1e-15},
    )
    assert found.success, found.message
    return found.x[block]


@given(problems())
@THOROUGH
def test_every_good_balances_to_the_unit(problem):
    book, prices, slack = problem
    requested, offered = totals(book, settle(book, prices, slack).quantity)
    assert (requested == offered)[~slack].all()
    assert (requested <= offered).all()


@given(problems(largest=10**15))
@THOROUGH
def test_huge_quantities_balance_to_the_unit(problem):
    book, prices, slack = problem
    requested, offered = totals(book, settle(book, prices, slack).quantity)
    assert (requested == offered)[~slack].all()
    assert (requested <= offered).all()


@given(problems(largest=3))
@THOROUGH
def test_tiny_quantities_balance_to_the_unit(problem):
    book, prices, slack = problem
    requested, offered = totals(book, settle(book, prices, slack).quantity)
    assert (requested == offered)[~slack].all()
    assert (requested <= offered).all()


@given(problems())
@THOROUGH
def test_nobody_gets_more_than_proposed_or_changes_sides(problem):
    book, prices, slack = problem
    settlement = settle(book, prices, slack)
    assert (np.abs(settlement.quantity) <= np.abs(book.quantity)).all()
    assert (settlement.quantity * np.sign(book.quantity) >= 0).all()
    assert ((settlement.share >= 0) & (settlement.share <= 1)).all()


@given(problems())
@THOROUGH
def test_every_line_is_its_share_of_the_proposal_but_for_a_unit(problem):
    book, prices, slack = problem
    settlement = settle(book, prices, slack)
    target = np.abs(book.quantity) * settlement.share
    assert (np.abs(np.abs(settlement.quantity) - target) <= 1 + 1e-6).all()


@given(problems())
@THOROUGH
def test_a_recipe_is_scaled_whole_and_others_lose_the_same_part_of_a_good(problem):
    book, prices, slack = problem
    settlement = settle(book, prices, slack)
    for council in np.flatnonzero(book.whole):
        lines = slice(*book.start[council : council + 2])
        assert len(set(settlement.share[lines])) <= 1
    lone = ~book.whole[book.council]
    for good in range(book.n_goods):
        for sign in (1, -1):
            same = lone & (book.good == good) & (np.sign(book.quantity) == sign)
            if same.any():
                assert np.ptp(settlement.share[same]) < 1e-12


@given(problems())
@THOROUGH
def test_the_multipliers_prove_that_no_fairer_cut_exists(problem):
    """The conditions of Karush, Kuhn and Tucker: for a convex problem they suffice."""
    book, prices, slack = problem
    settlement = settle(book, prices, slack)
    relative = settlement.multipliers / prices
    assert (relative[slack] >= 0).all()
    value = prices[book.good] * book.quantity
    excess = np.bincount(book.good, value * settlement.share, minlength=book.n_goods)
    size = np.bincount(book.good, np.abs(value), minlength=book.n_goods)
    assert (np.abs(excess) <= 1e-9 * size)[~slack].all()
    assert (excess <= 1e-9 * size).all()
    unused = slack & (excess < -1e-6 * size)
    assert (np.abs(relative[unused]) < 1e-6).all()
    lone = ~book.whole[book.council]
    expected = np.clip(1 - np.sign(value) * relative[book.good], 0, 1)
    assert settlement.share[lone] == pytest.approx(expected[lone], abs=1e-6)
    for council in np.flatnonzero(book.whole):
        lines = slice(*book.start[council : council + 2])
        if not settlement.share[lines].any():
            continue
        worth, pressure = value[lines], value[lines] @ relative[book.good[lines]]
        offers = -worth[worth < 0].sum()
        left = np.clip(1 - pressure / (offers if offers > 0 else worth.sum()), 0, 1)
        assert settlement.share[lines] == pytest.approx(left, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_a_general_solver_finds_the_same_shares_of_a_nearly_balanced_year(seed):
    book, prices = make_economy(seed, makers=6, users=6, goods=4)
    random = np.random.default_rng(seed)
    wobbly = np.rint(book.quantity * random.uniform(0.95, 1.05, book.n_lines))
    book = type(book)(
        book.n_goods, book.start, book.good, wobbly.astype(np.int64), book.whole
    )
    slack = np.arange(book.n_goods) == 4
    found = settle(book, prices, slack)
    assert found.share == pytest.approx(
        independent_shares(book, prices, slack), abs=1e-4
    )
    assert 0 < found.largest_cut < 0.2


@given(problems(), st.randoms())
@THOROUGH
def test_the_shares_do_not_depend_on_the_order_of_councils_and_goods(problem, random):
    book, prices, slack = problem
    councils, goods = list(range(book.n_councils)), list(range(book.n_goods))
    random.shuffle(councils)
    random.shuffle(goods)
    councils, goods = np.array(councils, dtype=int), np.array(goods, dtype=int)
    other, lines = permuted(book, councils, goods)
    here = settle(book, prices, slack).share
    there = settle(other, prices[goods], slack[goods]).share
    assert there == pytest.approx(here[lines], abs=1e-6)


@given(problems())
@THOROUGH
def test_settling_what_is_settled_changes_nothing(problem):
    book, prices, slack = problem
    quantity = settle(book, prices, slack).quantity
    kept = quantity != 0
    again = type(book).from_lines(
        book.n_goods,
        book.n_councils,
        book.council[kept],
        book.good[kept],
        quantity[kept],
        book.whole,
    )
    settlement = settle(again, prices, slack)
    assert settlement.quantity.tolist() == quantity[kept].tolist()
    assert settlement.cut_value == 0


def test_a_year_far_from_any_balance_is_settled_as_precisely():
    # Hundreds of times more requested of some goods than offered: their multipliers
    # have no curvature for most of the way.
    book = make_book(
        4,
        recipe(a=-68_424, b=-5_764),
        recipe(c=-1_247, d=-77),
        single(a=999_999, b=1_000_000, c=-61),
        recipe(a=-20_273, b=634, c=3_762, d=172),
    )
    settlement = settle(book, np.exp([0.0, 0.0, 4.0, -2.0]), np.zeros(4, dtype=bool))
    assert settlement.residual <= 1e-12
    made = [-68_424, -5_764, -174, -10, 69_690, 5_724, -61, -1_266, 40, 235, 10]
    assert settlement.quantity.tolist() == made


def test_an_empty_book_is_settled():
    settlement = settle(make_book(2), np.ones(2), np.zeros(2, dtype=bool))
    assert settlement.quantity.tolist() == []
    assert (settlement.cut_value, settlement.largest_cut) == (0.0, 0.0)
    assert settlement.multipliers.tolist() == [0.0, 0.0]


def test_what_nobody_offers_is_cut_entirely_and_takes_its_recipes_along():
    book = make_book(3, recipe(a=-10, b=5), single(a=10, c=4), single(c=-4))
    settlement = settle(book, np.ones(3), np.zeros(3, dtype=bool))
    assert settlement.quantity.tolist() == [0, 0, 0, 4, -4]


def test_what_nobody_requests_is_not_made_unless_it_may_stay_unused():
    book = make_book(2, recipe(a=-10, b=5), single(b=-9))
    assert settle(book, np.ones(2), np.array([False, False])).quantity.tolist() == [
        0,
        0,
        0,
    ]
    assert settle(book, np.ones(2), np.array([True, True])).quantity.tolist() == [
        -10,
        5,
        -9,
    ]


def test_one_council_alone_may_ask_and_offer_only_with_slack():
    book = make_book(1, recipe(a=-10))
    assert settle(book, np.ones(1), np.array([True])).quantity.tolist() == [-10]
    assert settle(book, np.ones(1), np.array([False])).quantity.tolist() == [0]


def test_requests_of_a_scarce_good_lose_the_same_part():
    book = make_book(1, single(a=60), single(a=40), single(a=-80))
    settlement = settle(book, np.array([2.0]), np.array([True]))
    assert settlement.quantity.tolist() == [48, 32, -80]
    assert settlement.share == pytest.approx([0.8, 0.8, 1.0])
    assert settlement.multipliers == pytest.approx([0.4])
    assert settlement.cut_value == pytest.approx(40.0)
    assert settlement.largest_cut == pytest.approx(0.2)


def test_surplus_that_must_be_used_scales_the_offers_down():
    book = make_book(1, single(a=80), single(a=-60), single(a=-40))
    settlement = settle(book, np.array([2.0]), np.array([False]))
    assert settlement.quantity.tolist() == [80, -48, -32]
    assert settlement.multipliers == pytest.approx([-0.4])


def test_the_units_left_over_go_to_the_largest_fractions():
    book = make_book(1, single(a=5), single(a=5), single(a=5), single(a=-11))
    settlement = settle(book, np.ones(1), np.array([True]))
    # Fractions are equal, so the lot decides.
    assert settlement.quantity.tolist() == [3, 4, 4, -11]
    other = settle(book, np.ones(1), np.array([True]), tickets=np.array([2, 1, 0, 3]))
    assert other.quantity.tolist() == [4, 4, 3, -11]


def test_what_comes_out_uneven_is_rounded_down():
    # Two of three kilograms: two thirds of ten loaves.
    book = make_book(2, recipe(a=-10, b=3), single(a=10), single(b=-2))
    settlement = settle(book, np.ones(2), np.array([False, True]))
    assert settlement.share[0] == pytest.approx(2 / 3)
    assert settlement.quantity.tolist() == [-6, 2, 6, -2]


def test_a_book_in_balance_is_left_as_it_is():
    book = make_book(2, recipe(a=-10, b=5), single(a=10), single(b=-5))
    settlement = settle(book, np.array([3.0, 7.0]), np.zeros(2, dtype=bool))
    assert settlement.quantity.tolist() == book.quantity.tolist()
    assert settlement.share.tolist() == [1.0] * 4


def test_the_currency_does_not_matter():
    book, prices = make_economy(1)
    slack = np.zeros(book.n_goods, dtype=bool)
    here = settle(book, prices, slack).share
    assert settle(book, 1e6 * prices, slack).share == pytest.approx(here, abs=1e-9)


@pytest.mark.parametrize(
    ("prices", "slack", "message"),
    [
        ([1.0, 1.0], [True], "of 1 goods"),
        ([1.0], [True, True], "of 1 goods"),
        ([0.0], [True], "price of good 0"),
        ([np.nan], [True], "price of good 0"),
    ],
)
def test_what_does_not_fit_is_refused(prices, slack, message):
    with pytest.raises(ValueError, match=message):
        settle(make_book(1, single(a=1)), np.array(prices), np.array(slack))


def test_a_book_too_large_to_sum_is_refused():
    book = make_book(1, single(a=2**61), single(a=2**61))
    with pytest.raises(OverflowError):
        settle(book, np.ones(1), np.array([True]))
