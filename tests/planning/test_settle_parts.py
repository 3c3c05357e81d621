"""A settlement of councils on many servers is that of all councils in one book."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.across import settle_parts
from planning.integral import Fit
from planning.part import SettlingPart
from planning.settle import settle
from tests.planning.divided import Servers, portion, same
from tests.planning.economies import (
    books,
    make_book,
    make_economy,
    prices_of,
    recipe,
    single,
)

THOROUGH = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def divisions(draw, n_councils, deep=False):
    """Tickets of councils, the server of each, and a tree of servers."""
    count = draw(st.integers(1, 6))
    places = st.integers(0, count - 1)
    size = {"min_size": n_councils, "max_size": n_councils}
    at = np.array(draw(st.lists(places, **size)), dtype=np.int64)
    tickets = draw(st.lists(st.integers(0, 2**63 - 1), unique=True, **size))
    parent = [-1]
    parent += [draw(st.integers(0, each)) if deep else 0 for each in range(count - 1)]
    order = draw(st.permutations(range(count)))
    return np.array(tickets, dtype=np.int64), at, parent, order


@st.composite
def years(draw, largest=10**6, few=False, deep=False):
    """Proposals of any kind, terms, and how councils are divided."""
    book = draw(books(largest=12 if few else largest, max_councils=12))
    flags = st.lists(st.booleans(), min_size=book.n_goods, max_size=book.n_goods)
    slack, things = np.array(draw(flags)), np.array(draw(flags))
    prices = draw(prices_of(book.n_goods, 1e-2, 1e2))
    tickets, *where = draw(divisions(book.n_councils, deep))
    return (book, prices, slack, things, tickets), where


def on_servers(year, where):
    at, parent, order = where
    return Servers(*year, at, parent, order)


@given(years())
@THOROUGH
def test_any_division_gives_the_same_to_the_last_digit(problem):
    year, where = problem
    same(*year, on_servers(year, where))


@given(years(deep=True))
@THOROUGH
def test_a_tree_of_servers_gives_the_same(problem):
    year, where = problem
    same(*year, on_servers(year, where))


@given(years(largest=10**15))
@THOROUGH
def test_huge_quantities_are_the_same_to_the_unit(problem):
    year, where = problem
    same(*year, on_servers(year, where))


@given(years(few=True, deep=True))
@THOROUGH
def test_whole_things_and_equal_claims_are_the_same(problem):
    year, where = problem
    same(*year, on_servers(year, where))


@given(years(few=True), st.integers(2, 8))
@THOROUGH
def test_how_much_fits_a_message_changes_nothing(problem, counts):
    year, where = problem
    same(*year, on_servers(year, where), fit=Fit(slopes=1, counts=counts))


@given(years(few=True))
@THOROUGH
def test_a_process_that_knows_nothing_of_earlier_questions_answers_the_same(problem):
    year, where = problem
    servers = on_servers(year, where)
    servers.forgetful = True
    same(*year, servers)


@given(years(), st.randoms())
@THOROUGH
def test_with_tickets_the_order_of_councils_changes_nothing(problem, random):
    (book, prices, slack, things, tickets), _where = problem
    councils = list(range(book.n_councils))
    random.shuffle(councils)
    councils = np.array(councils, dtype=np.int64)
    other, lines = portion(book, councils)
    here = settle(book, prices, slack, things, tickets)
    there = settle(other, prices, slack, things, tickets[councils])
    assert there.quantity.tolist() == here.quantity[lines].tolist()


@pytest.fixture
def wobbly():
    """Forty councils a few percent off balance, some of them alike."""
    book, prices = make_economy(5, makers=16, users=24, goods=7)
    wobble = np.random.default_rng(5).uniform(0.95, 1.05, book.n_lines)
    units = np.rint(book.quantity * wobble).astype(np.int64)
    book = type(book)(book.n_goods, book.start, book.good, units, book.whole)
    return book, prices, np.arange(book.n_goods) == 7


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_a_year_a_few_percent_off_is_settled_the_same_on_so_many_servers(wobbly, count):
    book, prices, slack = wobbly
    tickets = np.random.default_rng(0).integers(0, 2**62, book.n_councils)
    at = np.arange(book.n_councils) % count
    parent = [-1] + [each // 3 for each in range(count - 1)]
    servers = Servers(book, prices, slack, None, tickets, at, parent)
    same(book, prices, slack, None, tickets, servers)
    assert servers.questions < 30


def test_the_lot_decides_who_has_the_last_unit_and_not_always_for_the_same():
    """Eleven units of each of eight goods for three who want five of each."""
    councils = [single(**dict.fromkeys("abcdefgh", 5)) for _ in range(3)]
    book = make_book(8, *councils, single(**dict.fromkeys("abcdefgh", -11)))
    slack = np.ones(8, dtype=bool)
    found = settle(book, np.ones(8), slack, tickets=np.array([4, 9, 2, 7])).quantity
    short = np.flatnonzero(found[:24] == 3)
    assert len(short) == 8
    assert len(set(short // 8)) > 1
    assert sorted(short % 8) == list(range(8))


def test_a_ticket_that_two_councils_hold_is_refused_if_it_has_to_decide():
    book = make_book(1, single(a=5), single(a=5), single(a=-9))
    with pytest.raises(ValueError, match="same ticket"):
        settle(book, np.ones(1), np.array([True]), tickets=np.array([3, 3, 1]))


@pytest.mark.parametrize("tickets", [np.arange(2), np.array([0, 1, -1]), np.ones(3)])
def test_tickets_that_do_not_fit_are_refused(tickets):
    book = make_book(1, single(a=5), single(a=5), single(a=-9))
    with pytest.raises(ValueError, match=r"ticket|whole number"):
        settle(book, np.ones(1), np.array([True]), tickets=tickets)


def test_parts_that_are_too_large_together_are_refused():
    slack = np.array([True])
    parts = [
        SettlingPart(make_book(1, single(a=2**60)), np.ones(1), slack, None, ticket)
        for ticket in np.arange(4)[:, None]
    ]

    def ask(question):
        first, *others = (part.answer(question) for part in parts)
        return sum(others, start=first)

    with pytest.raises(OverflowError):
        settle_parts(ask, np.ones(1), slack)


def test_a_part_that_assigns_other_units_is_found_out():
    book = make_book(1, single(a=5), single(a=-4))
    part = SettlingPart(book, np.ones(1), np.array([True]))

    def ask(question):
        found = part.answer(question)
        if type(question).__name__ == "Finish":
            found.units[0] += 1
        return found

    with pytest.raises(ArithmeticError, match="not assigned"):
        settle_parts(ask, np.ones(1), np.array([True]))


def test_an_empty_part_is_a_part():
    book = make_book(2, recipe(a=-10, b=5), single(a=8, b=-9))
    at, tickets = np.array([2, 0]), np.array([5, 6])
    terms = book, np.ones(2), np.array([False, True]), None, tickets
    same(*terms, Servers(*terms, at, [-1, 0, 1]))
