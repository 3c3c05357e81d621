"""The calibrated rule as a whole: few rounds, good memory, no surprises."""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.answers import Answers
from benchmarks.families import generate
from planning.book import Book
from planning.calibrated import CalibratedRule, plain
from planning.councils import Councils, Income
from planning.entitlements import budgets
from planning.memory import join, split
from planning.safeguards import LARGEST_RADIUS, RADIUS
from tests.planning.economies import TOLERANCE, books, make_book, prices_of

ONE_PERCENT = Fraction("0.01")


def make_rule(problem, start="cold", **more):
    return CalibratedRule(
        prices=problem.prices(start),
        tolerance=ONE_PERCENT,
        floor=problem.floor,
        **{"councils": problem.councils()} | more,
    )


def plan(problem, rule, rounds=12, impute=False):
    """Rounds until agreement, and the worst imbalance of each."""
    councils, imputed, worst = Answers(problem), None, []
    for _ in range(rounds):
        book, answered = councils.answer(rule.prices, imputed)
        outcome = rule.answer(book, answered)
        worst.append(outcome.worst)
        if outcome.agreed:
            break
        imputed = rule.suggest() if impute else None
    return worst


@pytest.mark.parametrize(
    ("family", "start", "most"),
    [
        ("b", "cold", 4),
        ("b2", "cold", 5),
        ("c", "cold", 7),
        ("d", "cold", 5),
        ("g", "cold", 4),
        ("a", "cold", 5),
        ("a2", "cold", 8),
        ("b", "warm", 3),
        ("c", "warm", 6),
    ],
)
def test_one_per_cent_takes_a_handful_of_rounds(family, start, most):
    worst = plan(problem := generate(family, 105), make_rule(problem, start))
    assert worst[-1] <= 0.01
    assert len(worst) <= most


def test_what_was_learned_last_year_saves_a_round():
    problem = generate("b", 106)
    last = CalibratedRule(
        prices=problem.prices("cold"),
        tolerance=ONE_PERCENT,
        councils=problem.councils(problem.last),
    )
    councils = Answers(problem, problem.last)
    for _ in range(4):
        last.answer(*councils.answer(last.prices))
    learned = json.loads(json.dumps(plain(last.learned())))
    fresh = plan(problem, make_rule(problem, "warm"))
    carried = plan(problem, make_rule(problem, "warm", learned=learned))
    assert len(carried) < len(fresh)


def test_whole_lots_are_planned_too():
    problem = generate("f", 105, per_good=20, consumers=300)
    worst = plan(problem, make_rule(problem), rounds=7)
    assert min(worst) <= 0.02


def test_noise_and_silence_are_borne():
    problem = generate("e", 105, per_good=20, consumers=300)
    worst = plan(problem, make_rule(problem), rounds=10, impute=True)
    assert min(worst) <= 0.07


def test_put_away_and_made_again_it_continues_to_the_last_bit():
    problem = generate("c", 101)
    one = make_rule(problem)
    two = make_rule(problem)
    councils = Answers(problem)
    for _ in range(5):
        book, answered = councils.answer(one.prices)
        straight, again = one.answer(book, answered), two.answer(book, answered)
        assert straight.prices.tolist() == again.prices.tolist()
        state = json.loads(json.dumps(again.state, allow_nan=False))
        memory = join(list(split(two.memory, 100)))
        two = make_rule(problem, state=state, memory=memory)
        two.prices = again.prices
    assert one.learned()["supply"].tolist() == two.learned()["supply"].tolist()
    assert one.suggest().quantity.tolist() == two.suggest().quantity.tolist()


def test_the_state_grows_with_the_lines_and_not_with_the_square_of_the_goods():
    problem = generate("b", 102)
    rule = make_rule(problem)
    sizes = []
    for _ in range(6):
        outcome = rule.answer(problem.book(rule.prices))
        sizes.append(
            sum(array.size for array in arrays_in([outcome.state, rule.memory]))
        )
    lines = len(problem.economy.good)
    assert max(sizes) < 3 * lines + 30 * len(problem.economy.kind) + 100 * 40
    assert sizes[-1] < 1.2 * sizes[1]


def arrays_in(state):
    if isinstance(state, np.ndarray | float):
        yield np.asarray(state)
    elif isinstance(state, dict):
        for value in state.values():
            yield from arrays_in(value)
    elif isinstance(state, list | tuple):
        for value in state:
            yield from arrays_in(value)


def test_the_suggestion_is_what_a_council_would_answer():
    problem = generate("b", 103)
    rule = make_rule(problem)
    for _ in range(3):
        rule.answer(problem.book(rule.prices))
    suggested, actual = rule.suggest(), problem.book(rule.prices)
    assert suggested.good.tolist() == actual.good.tolist()
    np.testing.assert_allclose(suggested.quantity, actual.quantity, rtol=0.02)


def test_nothing_can_be_suggested_before_the_first_answer():
    rule = CalibratedRule(prices=np.ones(2), tolerance=TOLERANCE)
    with pytest.raises(ValueError, match="before the first answer"):
        rule.suggest()


def test_a_book_of_other_councils_is_refused():
    councils = Councils.undeclared(np.array([1]), np.array([True]))
    rule = CalibratedRule(prices=np.ones(1), tolerance=TOLERANCE, councils=councils)
    with pytest.raises(ValueError, match="told of 1"):
        rule.answer(make_book(1, (False, {0: 5}), (True, {0: -5})))


def test_charges_of_the_model_are_those_of_the_entitlements():
    about = {
        "entitlement": np.array([0.0, 0.0, 90.0, 50.0, 70.0]),
        "members": np.array([0, 0, 30, 10, 5]),
        "parent": np.array([-1, 0, 1, 1, 0]),
        "consumer": np.array([False, False, True, True, True]),
        "federation": np.array([True, True, False, False, False]),
    }
    single = [(False, {0: 9}), (False, {1: 4}), *[(False, {0: 3})] * 3]
    book, prices = make_book(2, *single), np.array([2.0, 1.5])
    expected = budgets(book=book, prices=prices, **about)
    found = Income.charged(**about).budgets(book, prices)
    np.testing.assert_allclose(found[2:], expected[2:])


def answer_twice(first, second, n_goods, keys=None):
    """Two rounds with these councils; the outcomes and the rule."""
    rule = CalibratedRule(prices=np.ones(n_goods), tolerance=TOLERANCE)
    outcomes = []
    for book in (first, second):
        outcomes.append(rule.answer(book))
        check(rule, outcomes[-1])
    return outcomes


def check(rule, outcome):
    assert np.isfinite(outcome.prices).all()
    assert (outcome.prices >= rule.floor).all()
    json.dumps(outcome.state, allow_nan=False)
    assert np.isfinite(rule.suggest().quantity).all()


HARD = {
    "one good": [(True, {0: -50}), (False, {0: 90})],
    "a good nobody offers": [(True, {0: -5000, 1: 4000}), (False, {0: 9000})],
    "a good nobody requests": [(True, {0: -5000, 1: -700}), (False, {0: 9000})],
    "one producer": [(True, {0: -5000, 1: 900}), (False, {0: 7000, 1: -1000})],
    "a proposal at a loss": [(True, {0: -5, 1: 90000}), (False, {0: 70, 1: -80000})],
    "single units": [(True, {0: -1, 1: 1}), (False, {0: 2, 1: -1})],
    "a giant": [
        (True, {0: -(10**15), 1: 10**15}),
        (False, {0: 2 * 10**9, 1: -(10**9)}),
    ],
    "nothing": [(True, {}), (False, {})],
    "only offers": [(True, {0: -7}), (False, {0: -8})],
    "only requests": [(True, {0: 7}), (False, {0: 8})],
}


@pytest.mark.parametrize("case", HARD)
def test_hard_books_are_answered_round_after_round(case):
    book = make_book(2, *HARD[case])
    rule = CalibratedRule(prices=np.ones(2), tolerance=TOLERANCE)
    for _ in range(8):
        check(rule, rule.answer(book))


def test_the_price_of_a_good_nobody_offers_rises_and_of_one_nobody_requests_falls():
    rule = CalibratedRule(prices=np.ones(2), tolerance=TOLERANCE)
    outcome = rule.answer(make_book(2, (False, {0: 900}), (True, {1: -900})))
    assert outcome.prices[0] > 1.0 > outcome.prices[1]
    codes = [explanation.code for explanation in outcome.explanations]
    assert codes == ["over_requested", "over_offered"]


def test_a_good_in_surplus_comes_to_rest_at_the_floor():
    rule = CalibratedRule(prices=np.ones(2), tolerance=TOLERANCE, floor=0.5)
    glut = make_book(2, (True, {0: -9000}), (False, {0: 100, 1: -50}), (True, {1: -9}))
    for _ in range(4):
        outcome = rule.answer(glut)
    assert outcome.prices[0] == 0.5
    assert outcome.free[0]
    assert outcome.explanations[0].code == "at_floor"


def test_increasing_returns_and_contradictory_declarations_are_survived():
    councils = Councils(
        np.arange(2),
        np.array([False, True]),
        np.array([0.0, 50.0]),
        np.array([40.0, -1.0]),
        np.array([1.0, np.nan]),
    )
    rule = CalibratedRule(prices=np.ones(2), tolerance=TOLERANCE, councils=councils)
    for size in (1, 10, 3, 40):
        book = make_book(
            2, (True, {0: -1000 * size**2, 1: 300 * size}), (False, {0: 4000, 1: -900})
        )
        check(rule, rule.answer(book))


def test_councils_come_and_go():
    prices = np.ones(2)
    rule = CalibratedRule(prices=prices, tolerance=TOLERANCE)
    state = memory = None
    baker, eater = (True, {0: -1000, 1: 700}), (False, {0: 1500, 1: -900})
    for keys in ([1, 5], [1, 2, 5], [2, 5], [2, 3, 5, 9], [9]):
        councils = Councils.undeclared(
            np.array(keys), np.array([key % 2 == 1 for key in keys])
        )
        rule = CalibratedRule(
            prices=prices,
            tolerance=TOLERANCE,
            councils=councils,
            state=state,
            memory=memory,
        )
        outcome = rule.answer(
            make_book(2, *(eater if key % 2 else baker for key in keys))
        )
        check(rule, outcome)
        prices, state, memory = outcome.prices, outcome.state, rule.memory
        assert rule.learned()["key"].tolist() == keys


def test_all_silent_for_rounds_changes_no_belief():
    problem = generate("b", 104)
    rule = make_rule(problem)
    book = problem.book(rule.prices)
    rule.answer(book)
    before = rule.learned()
    for _ in range(4):
        rule.answer(book, np.zeros(book.n_councils, dtype=bool))
    after = rule.learned()
    assert before["substitution"].tolist() == after["substitution"].tolist()
    assert after["answers"].max() == 0


def doubling(book, number, random):
    return book.quantity * 2**number


def opposite(book, number, random):
    return np.maximum(np.rint(1e6 * np.abs(1e6 / book.quantity)), 1).astype(
        np.int64
    ) * np.sign(book.quantity)


def wild(book, number, random):
    factor = np.exp(random.normal(0, 3, book.n_lines))
    units = np.maximum(np.rint(np.abs(book.quantity) * factor), 1)
    return np.sign(book.quantity) * np.minimum(units, 1e12).astype(np.int64)


@pytest.mark.parametrize("trick", [doubling, opposite, wild])
def test_no_trick_moves_a_price_further_than_the_radius(trick):
    problem = generate("b", 105)
    rule, random = make_rule(problem), np.random.default_rng(0)
    least, radius = np.inf, RADIUS
    for number in range(10):
        before = rule.prices
        book = problem.book(before)
        tricked = np.where(
            book.council < 60, trick(book, number, random), book.quantity
        )
        book = Book(book.n_goods, book.start, book.good, tricked, book.whole)
        outcome = rule.answer(book)
        check(rule, outcome)
        step = np.abs(np.log(outcome.prices / before)).max()
        assert step <= LARGEST_RADIUS + 1e-3 or number > 0
        least = min(least, rule._steering.guards.best[0])
        radius = max(radius, rule._steering.guards.radius)
    assert radius <= LARGEST_RADIUS
    assert rule.best is not None


def test_after_five_rounds_without_progress_the_aggregate_rule_takes_over():
    problem = generate("b", 105)
    rule = make_rule(problem)
    book = problem.book(rule.prices)
    steps = []
    for _ in range(8):
        before = rule.prices
        outcome = rule.answer(book)
        steps.append(np.abs(np.log(outcome.prices / before)).max())
    assert max(steps[5:8]) <= 0.31
    assert {e.code for e in outcome.explanations}.isdisjoint({"model"})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_books_in_a_row_give_finite_prices(data):
    book = data.draw(books(max_goods=4, max_councils=5))
    rule = CalibratedRule(
        prices=data.draw(prices_of(book.n_goods)), tolerance=TOLERANCE
    )
    check_round(rule, book)
    for _ in range(2):
        factor = data.draw(st.integers(1, 9))
        book = Book(
            book.n_goods, book.start, book.good, book.quantity * factor, book.whole
        )
        check_round(rule, book)


def check_round(rule, book):
    outcome = rule.answer(book)
    if book.n_councils:
        check(rule, outcome)
    assert np.isfinite(outcome.prices).all()
