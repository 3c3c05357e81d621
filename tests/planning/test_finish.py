"""The model finish: an offer, and what is made of it when councils have signed."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.finish import mixed_finish, model_finish
from planning.lines import as_lines, settle_lines
from planning.settle import settle
from tests.planning.economies import (
    books,
    make_book,
    make_economy,
    prices_of,
    recipe,
    single,
)

THOROUGH = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def offers(draw):
    """A book, what is offered in its lines, who accepts, and the rest."""
    book = draw(books())
    sizes = draw(
        st.lists(st.integers(0, 10**6), min_size=book.n_lines, max_size=book.n_lines)
    )
    offered = np.sign(book.quantity) * np.array(sizes, dtype=np.int64)
    count, n = book.n_councils, book.n_goods
    flags = st.booleans()
    accepted = np.array(
        draw(st.lists(flags, min_size=count, max_size=count)), dtype=bool
    )
    slack, things = (
        np.array(draw(st.lists(flags, min_size=n, max_size=n))) for _ in range(2)
    )
    return book, offered, accepted, draw(prices_of(n, 1e-2, 1e2)), slack, things


def excess(book, quantity):
    sums = np.zeros(book.n_goods, dtype=np.int64)
    np.add.at(sums, book.good, quantity)
    return sums


@given(offers())
@THOROUGH
def test_a_mixture_balances_to_the_unit(problem):
    book, offered, accepted, prices, slack, things = problem
    found = mixed_finish(book, offered, accepted, prices, slack, things)
    left = excess(book, found.quantity)
    assert (left[~slack] == 0).all()
    assert (left <= 0).all()


@given(offers())
@THOROUGH
def test_who_signs_gets_at_most_the_offer_and_others_at_most_their_proposal(problem):
    book, offered, accepted, prices, slack, things = problem
    found = mixed_finish(book, offered, accepted, prices, slack, things)
    most = np.where(accepted[book.council], offered, book.quantity)
    assert (np.abs(found.quantity) <= np.abs(most)).all()
    assert (found.quantity * np.sign(book.quantity) >= 0).all()


@given(offers())
@THOROUGH
def test_if_nobody_accepts_it_is_the_settlement(problem):
    book, offered, accepted, prices, slack, things = problem
    nobody = np.zeros_like(accepted)
    found = mixed_finish(book, offered, nobody, prices, slack, things)
    plain = settle(book, prices, slack, things)
    assert found.quantity.tolist() == plain.quantity.tolist()


@given(offers())
@THOROUGH
def test_if_everybody_accepts_what_balances_it_is_the_plan(problem):
    book, offered, accepted, prices, slack, things = problem
    balanced = settle_lines(book, offered, prices, slack, things).quantity
    everybody = np.ones_like(accepted)
    # At any prices: what balances needs no cut.
    found = mixed_finish(book, balanced, everybody, prices[::-1], slack, things)
    assert found.quantity.tolist() == balanced.tolist()


def test_a_suggestion_stays_in_the_lines_of_the_proposal():
    book = make_book(
        3, recipe(a=-10, b=5), single(a=8), single(b=-4), single(c=3), recipe()
    )
    suggested = make_book(
        3,
        recipe(a=-9, b=6, c=7),  # c was not proposed
        single(b=2),  # nothing of it was proposed
        single(b=4),  # the other side
        single(),  # nothing at all is known
        recipe(),
    )
    assert as_lines(book, suggested).tolist() == [-9, 6, 8, -4, 3]


def test_a_line_that_is_not_suggested_is_nothing():
    book = make_book(2, recipe(a=-10, b=5), single(a=8))
    suggested = make_book(2, recipe(a=-9), single(a=9))
    assert as_lines(book, suggested).tolist() == [-9, 0, 9]


@pytest.mark.parametrize(
    "suggested", [make_book(2, single(a=1), single(b=1)), make_book(3, single(a=1))]
)
def test_suggestions_to_others_are_refused(suggested):
    with pytest.raises(ValueError, match="not of these councils and goods"):
        as_lines(make_book(2, single(a=1)), suggested)


def test_quantities_go_both_ways_and_balance():
    """After a round out of balance, the models' plan is larger for some."""
    book, prices = make_economy(3)
    random = np.random.default_rng(3)
    wobbly = np.rint(book.quantity * random.uniform(0.9, 1.1, book.n_lines))
    book = Book(
        book.n_goods, book.start, book.good, wobbly.astype(np.int64), book.whole
    )
    slack = np.arange(book.n_goods) == book.n_goods - 1
    rule = CalibratedRule(prices=prices, tolerance=Fraction("0.03"))
    outcome = rule.answer(book)
    suggested = rule.suggest()
    found = model_finish(book, suggested, outcome.prices, slack)
    left = excess(book, found.quantity)
    assert (left[~slack] == 0).all()
    assert (left <= 0).all()
    more = np.abs(found.quantity) > np.abs(book.quantity)
    assert more.any()
    assert (~more).any()
    # The models all but balance: little is cut from what they suggest.
    plain = settle(book, prices, slack)
    assert found.largest_cut < plain.largest_cut / 2
