import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.prices import RULES, round_prices, stalled
from planning.responses import Flexibility, respond
from tests.planning.economies import (
    TOLERANCE,
    books,
    make_book,
    make_economy,
    permuted,
    prices_of,
    recipe,
    single,
)

EVERY_RULE = pytest.mark.parametrize("name", sorted(RULES))
# Rules that see no council, only totals; their state is plain JSON.
RULES_OF_TOTALS = pytest.mark.parametrize("name", ["aggregate", "reference"])


def flexible(book):
    """A function that answers prices as price-taking councils would."""
    reference, base = book
    n = reference.n_councils
    declared = Flexibility(
        np.ones(n, dtype=bool), np.full(n, 0.8), np.full(n, 0.7), np.full(n, np.inf)
    )
    then = base[reference.good]
    return lambda prices: respond(reference, then, prices, declared, np.ones(n))


def walk(name, answer, prices, rounds, **options):
    """The outcomes of one rule object over some rounds."""
    rule = RULES[name](prices=prices, tolerance=TOLERANCE, **options)
    return [rule.answer(answer(rule.prices)) for _ in range(rounds)]


@RULES_OF_TOTALS
@pytest.mark.parametrize("floor", [None, 0.2])
def test_a_rule_made_again_from_its_state_continues_to_the_last_bit(name, floor):
    answer = flexible(make_economy(seed=3))
    start = np.full(7, 3.0)
    unbroken = walk(name, answer, start, 12, floor=floor)
    prices, state = start, None
    for expected in unbroken:
        rule = RULES[name](prices=prices, tolerance=TOLERANCE, floor=floor, state=state)
        outcome = rule.answer(answer(rule.prices))
        assert outcome.prices.tolist() == expected.prices.tolist()
        assert outcome.explanations == expected.explanations
        assert outcome.state == expected.state
        prices, state = outcome.prices, json.loads(json.dumps(outcome.state))


def test_the_walk_above_comes_to_the_accelerated_part():
    last = walk("aggregate", flexible(make_economy(seed=3)), np.full(7, 3.0), 12)[-1]
    assert last.state["accelerating"]
    assert len(last.state["past"]) == 7


@RULES_OF_TOTALS
@given(data=st.data())
@settings(deadline=None)
def test_prices_stay_numbers_of_six_digits_above_the_floor(name, data):
    book = data.draw(books(largest=2**58))
    prices = data.draw(prices_of(book.n_goods, 1e-9, 1e9))
    rule = RULES[name](prices=prices, tolerance=TOLERANCE, floor=1e-9)
    for _ in range(4):
        outcome = rule.answer(book)
        assert np.isfinite(outcome.prices).all()
        assert (outcome.prices >= 1e-9).all()
        assert outcome.prices.tolist() == round_prices(outcome.prices).tolist()
        json.dumps(outcome.state, allow_nan=False)
        assert len(outcome.explanations) == book.n_goods


@RULES_OF_TOTALS
def test_a_price_rises_if_requests_lead_and_falls_if_offers_do(name):
    book = make_book(3, single(a=300, b=100, c=100), recipe(a=-100, b=-300, c=-100))
    outcome = walk(name, lambda prices: book, np.full(3, 10.0), 1)[0]
    dearer, cheaper, same = outcome.prices
    assert dearer > 10 > cheaper
    assert same == 10
    codes = [explanation.code for explanation in outcome.explanations]
    assert codes == ["over_requested", "over_offered", "balanced"]
    steps = [explanation.step for explanation in outcome.explanations]
    assert steps == pytest.approx([dearer / 10 - 1, cheaper / 10 - 1, 0])


@EVERY_RULE
def test_a_good_in_surplus_at_the_floor_is_free_and_agrees(name):
    book = make_book(2, single(a=100, b=100), recipe(a=-300, b=-100))
    outcome = walk(name, lambda prices: book, np.array([0.5, 10.0]), 1, floor=0.5)[0]
    assert outcome.free.tolist() == [True, False]
    assert outcome.imbalance.tolist() == [0.0, 0.0]
    assert outcome.agreed
    assert outcome.prices.tolist() == [0.5, 10.0]
    assert outcome.explanations[0].code == "at_floor"
    assert (outcome.worst, outcome.worst_good) == (0.0, None)


@EVERY_RULE
def test_a_good_in_balance_at_the_floor_is_said_to_be_balanced(name):
    book = make_book(1, single(a=100), recipe(a=-100))
    outcome = walk(name, lambda prices: book, np.array([0.5]), 1, floor=0.5)[0]
    assert outcome.explanations[0].code == "balanced"


@EVERY_RULE
def test_the_worst_good_may_be_one_in_surplus(name):
    book = make_book(2, single(a=100, b=100), recipe(a=-110, b=-300))
    outcome = walk(name, lambda prices: book, np.ones(2), 1)[0]
    assert (outcome.worst, outcome.worst_good) == (1.0, 1)


@EVERY_RULE
def test_a_good_short_at_the_floor_rises_from_it(name):
    book = make_book(1, single(a=300), recipe(a=-100))
    outcome = walk(name, lambda prices: book, np.array([0.5]), 1, floor=0.5)[0]
    assert not outcome.free[0]
    assert outcome.prices[0] > 0.5


@EVERY_RULE
def test_without_a_floor_the_floor_is_far_below_the_start_and_stays_there(name):
    book = make_book(1, recipe(a=-100))
    outcomes = walk(name, lambda prices: book, np.array([700.0]), 150)
    assert outcomes[-1].prices.tolist() == round_prices(700 * np.exp([-9.0])).tolist()
    assert outcomes[-1].free[0]
    assert outcomes[-1].explanations[0].code == "at_floor"


@EVERY_RULE
def test_no_price_moves_further_than_e_to_the_25_from_where_it_began(name):
    book = make_book(1, single(a=100))
    outcomes = walk(name, lambda prices: book, np.array([1.0]), 200)
    assert outcomes[-1].prices.tolist() == round_prices(np.exp([25.0])).tolist()


@EVERY_RULE
def test_what_is_no_number_leaves_the_price_as_it_was(name, monkeypatch):
    book = make_book(2, single(a=300, b=100), recipe(a=-100, b=-100))
    rule = RULES[name](prices=np.array([2.0, 3.0]), tolerance=TOLERANCE)
    broken = np.array([np.nan, np.inf])
    monkeypatch.setattr(rule, "_next", lambda *_: (broken, [None, None]))
    assert rule.answer(book).prices.tolist() == [2.0, 3.0]


@EVERY_RULE
def test_an_empty_book_agrees_on_nothing_and_moves_no_price(name):
    outcome = walk(name, lambda prices: make_book(1), np.array([5.0]), 1)[0]
    assert not outcome.agreed
    assert outcome.prices.tolist() == [5.0]


@EVERY_RULE
def test_the_worst_good_is_the_first_of_the_worst(name):
    book = make_book(3, single(a=100, b=300, c=300), recipe(a=-100, b=-100, c=-100))
    outcome = walk(name, lambda prices: book, np.ones(3), 1)[0]
    assert (outcome.worst, outcome.worst_good) == (1.0, 1)
    assert outcome.out.tolist() == [False, True, True]
    assert outcome.weighted == pytest.approx(400 / 500)


@EVERY_RULE
def test_the_order_of_goods_and_councils_does_not_matter(name):
    book, base = make_economy(seed=1)
    random = np.random.default_rng(5)
    councils = random.permutation(book.n_councils)
    goods = random.permutation(book.n_goods)
    other, _ = permuted(book, councils, goods)
    answer, mirror = flexible((book, base)), flexible((other, base[goods]))
    start = np.full(7, 2.0)
    here = walk(name, answer, start, 8)[-1].prices
    there = walk(name, mirror, start, 8)[-1].prices
    assert there == pytest.approx(here[goods], rel=1e-4)


@EVERY_RULE
@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_size_of_the_currency_does_not_matter(name, factor):
    book = make_book(2, single(a=300, b=100), recipe(a=-100, b=-170))
    one = walk(name, lambda prices: book, np.array([2.0, 3.0]), 3)[-1].prices
    other = walk(name, lambda prices: book, factor * np.array([2.0, 3.0]), 3)[-1].prices
    assert other == pytest.approx(factor * one, rel=2e-5)


@EVERY_RULE
def test_a_rule_leaves_the_book_and_the_prices_it_was_given_alone(name):
    book = make_book(1, single(a=300), recipe(a=-100))
    prices, quantity = np.array([2.0]), book.quantity.copy()
    walk(name, lambda _: book, prices, 2)
    assert prices.tolist() == [2.0]
    assert (book.quantity == quantity).all()


@EVERY_RULE
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prices": np.array([0.0])}, "price of good 0"),
        ({"prices": np.array([-1.0])}, "price of good 0"),
        ({"prices": np.array([np.nan])}, "price of good 0"),
        ({"prices": np.array([np.inf])}, "price of good 0"),
        ({"prices": np.array([[1.0]])}, "one price a good"),
        ({"floor": 0.0}, "floor of good 0"),
        ({"tolerance": Fraction(0)}, "tolerance must be positive"),
        ({"state": {"rule": "other", "version": 1}}, "not a state of the"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(name, change, message):
    options = {"prices": np.array([1.0]), "tolerance": TOLERANCE} | change
    with pytest.raises(ValueError, match=message):
        RULES[name](**options)


@EVERY_RULE
def test_the_state_or_book_of_another_catalogue_is_refused(name):
    book = make_book(2, single(a=300, b=5))
    rule = RULES[name](prices=np.ones(2), tolerance=TOLERANCE)
    state = rule.answer(book).state
    with pytest.raises(ValueError, match="2 goods, not 1"):
        RULES[name](prices=np.ones(1), tolerance=TOLERANCE, state=state)
    with pytest.raises(ValueError, match="1 goods, the rule 2"):
        rule.answer(make_book(1, single(a=1)))


def test_prices_are_rounded_as_decimals():
    prices = np.array([1.0000005, 123456.5, 0.00099999951, 2.5, 1e-9, 1234565.0])
    rounded = [1.0, 123456.0, 0.001, 2.5, 1e-9, 1234560.0]
    assert round_prices(prices).tolist() == rounded
    with pytest.raises(ValueError, match="finite"):
        round_prices(np.array([np.nan]))


@given(st.floats(1e-100, 1e100))
def test_rounding_twice_changes_nothing_more(price):
    once = round_prices(np.array([price]))
    assert once[0] == pytest.approx(price, rel=5.1e-6)
    assert round_prices(once).tolist() == once.tolist()


def test_a_walk_is_stalled_when_four_rounds_bring_less_than_a_tenth():
    assert not stalled([])
    assert not stalled([0.5, 0.5, 0.5, 0.5])
    assert stalled([0.5, 0.5, 0.5, 0.5, 0.5])
    assert stalled([0.5, 0.5, 0.5, 0.5, 0.46])
    assert not stalled([0.5, 0.4, 0.41, 0.41, 0.41])
    assert not stalled([0.5, 0.5, 0.5, 0.44, 0.5])
    assert stalled([0.1, 0.5, 0.5, 0.5, 0.5])
    assert not stalled([0.5, 0.4, 0.3, 0.25, 0.2, 0.15])
