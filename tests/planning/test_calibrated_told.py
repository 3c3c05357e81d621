"""What the calibrated rule can say besides prices."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from benchmarks.answers import Answers
from benchmarks.families import generate
from planning.aggregate import AggregateRule
from planning.balance import Balance, total
from planning.believed import reactions
from planning.book import Book
from planning.calibrated import CalibratedRule
from planning.councils import Councils, Income
from planning.memory import only
from planning.noise import Dealers, noise_floor
from tests.planning.economies import make_book
from tests.planning.test_calibration import CONSUMER, KEY, LATER, PRICES, answer

TOLERANCE = Fraction("0.01")


def planned(family, seed, rounds, start="cold", impute=False):
    """A problem, the rule after some rounds, and its last outcome."""
    problem = generate(family, seed)
    rule = CalibratedRule(
        prices=problem.prices(start),
        tolerance=TOLERANCE,
        floor=problem.floor,
        councils=problem.councils(),
    )
    councils, imputed = Answers(problem), None
    for _ in range(rounds):
        outcome = rule.answer(*councils.answer(rule.prices, imputed))
        imputed = rule.suggest() if impute else None
    return problem, rule, outcome


def worst_of(random, sizes, noise):
    """The worst imbalance of balanced goods, once every line is noisy."""
    noisy = sizes * np.exp(noise * random.standard_normal(sizes.shape))
    noisy = np.rint(noisy)
    requested, offered = noisy.sum(axis=2)
    return np.abs(2 * (requested - offered) / (requested + offered)).max()


@pytest.mark.parametrize("noise", [0.02, 0.1])
@pytest.mark.parametrize("dealers", [10, 100])
@pytest.mark.parametrize("units", [1e6, 5.0])
def test_the_noise_floor_is_what_noise_leaves_at_balance(noise, dealers, units):
    random = np.random.default_rng(1)
    sizes = random.uniform(0.5, 1.5, (2, 40, dealers))
    sizes *= units / sizes.mean(axis=2, keepdims=True)
    found = np.median([worst_of(random, sizes, noise) for _ in range(200)])
    sums, squares = sizes.sum(axis=2), (sizes**2).sum(axis=2)
    whole = np.rint(sums).astype(np.int64)
    told = noise_floor(
        noise**2,
        Balance(*whole),
        Dealers(np.full((2, 40), float(dealers)), sums, squares),
    )
    assert told == pytest.approx(found, rel=0.3)


def test_the_noise_floor_of_noisy_answers_is_published():
    _, _, outcome = planned("e", 105, 5, "warm", impute=True)
    assert 0.008 < outcome.noise_floor < 0.04


def test_rules_that_hear_no_noise_tell_no_floor():
    rule = AggregateRule(prices=np.ones(2), tolerance=TOLERANCE)
    book = make_book(2, (True, {0: -9, 1: 5}), (False, {0: 8, 1: -7}))
    assert rule.answer(book).noise_floor is None
    calibrated = CalibratedRule(prices=np.ones(2), tolerance=TOLERANCE)
    assert calibrated.answer(book).noise_floor is None


def test_a_commons_that_gives_what_there_is_makes_no_noise():
    lines = [(False, {0: 900 + n, 1: -70}) for n in range(4)]
    book = make_book(2, (True, {0: -3600}), *lines)
    rule = CalibratedRule(prices=np.ones(2), tolerance=TOLERANCE)
    rule.answer(book)
    dealers = Dealers.of(rule._knowledge.model(Councils.of(book)), book.n_goods)
    assert dealers.concentration[1, 0] == 0.0
    assert dealers.concentration[0, 0] == pytest.approx(0.25, rel=1e-3)
    assert dealers.lines[:, 0].tolist() == [4.0, 1.0]


@pytest.mark.parametrize("rule", [AggregateRule, CalibratedRule])
def test_who_moved_a_price_is_told_by_groups(rule):
    groups = np.array([0, 1, 1])
    first = make_book(
        2, (True, {0: -900, 1: 500}), (False, {0: 800, 1: -700}), (False, {0: 50})
    )
    second = make_book(
        2, (True, {0: -950, 1: 450}), (False, {0: 650, 1: -700}), (False, {0: 60})
    )
    one = rule(prices=np.ones(2), tolerance=TOLERANCE)
    outcome = one.answer(first, groups=groups)
    assert outcome.pulls is None
    more = {} if rule is AggregateRule else {"memory": one.memory}
    again = rule(
        prices=outcome.prices,
        tolerance=TOLERANCE,
        state=json.loads(json.dumps(outcome.state)),
        **more,
    )
    outcome = again.answer(second, groups=np.array([0, 1, 2]))
    assert outcome.pulls.tolist() == [[-50, -200, 60], [-50, 0, 0]]
    change = total(second).excess - total(first).excess
    assert outcome.pulls.sum(axis=1).tolist() == change.tolist()
    assert again.answer(first).pulls is None


def test_groups_must_be_those_of_the_councils():
    rule = AggregateRule(prices=np.ones(1), tolerance=TOLERANCE)
    book = make_book(1, (True, {0: -9}), (False, {0: 8}))
    with pytest.raises(ValueError, match="2 councils need a group each"):
        rule.answer(book, groups=np.array([0]))


def heard_twice(later):
    """What is believed if declarations are ``later`` in the second round."""
    told = Councils.undeclared(KEY, CONSUMER)
    rule = CalibratedRule(prices=PRICES, tolerance=TOLERANCE, councils=told)
    rule.answer(answer(PRICES))
    rule.prices = LATER
    rule.answer(answer(LATER))
    state = rule._header() | rule._state()
    again = CalibratedRule(
        prices=LATER,
        tolerance=TOLERANCE,
        councils=replace(told, **later),
        state=json.loads(json.dumps(state)),
        memory=rule.memory,
    )
    book = answer(LATER)
    again.answer(book, np.zeros(book.n_councils, dtype=bool))
    return rule.learned(), again.learned(), again


def test_what_a_council_declares_anew_begins_its_belief_again():
    said = np.array([np.nan, 0.3, np.nan, np.nan])
    before, after, rule = heard_twice({"substitution": said})
    assert before["substitution"][1] == pytest.approx(1.7, abs=0.02)
    assert after["substitution"].tolist()[1] == 0.3
    assert after["answers"].tolist() == [1, 0, 1, 1]
    others = [0, 2, 3]
    assert (after["substitution"] == before["substitution"])[others].all()
    assert rule.memory["declared_substitution"][1] == 0.3
    book = answer(LATER)
    rule.prices = LATER
    rule.answer(book, np.zeros(book.n_councils, dtype=bool))
    assert rule.learned()["substitution"][1] == 0.3


def test_a_supply_that_was_declared_is_begun_with_and_withdrawn_is_forgotten():
    said = np.array([9.0, np.nan, np.nan, np.nan])
    _, after, rule = heard_twice({"supply": said})
    assert after["supply"][0] == 9.0
    rule.councils = Councils.undeclared(KEY, CONSUMER)
    rule.prices = LATER
    book = answer(LATER)
    rule.answer(book, np.zeros(book.n_councils, dtype=bool))
    assert rule.learned()["supply"][0] != 9.0
    assert np.isfinite(rule.learned()["supply"][0])


def test_the_same_declaration_again_changes_nothing():
    before, after, _ = heard_twice({})
    assert after["answers"].tolist() == before["answers"].tolist()
    assert after["supply"].tolist() == before["supply"].tolist()


def test_reactions_are_those_of_the_councils():
    problem, rule, outcome = planned("b", 105, 4)
    prices = outcome.prices
    told = reactions(rule.memory, outcome.state, problem.councils(), prices)
    assert told.key.tolist() == list(range(len(problem.economy.kind)))
    usual = problem.book(prices)
    assert told.good.tolist() == usual.good.tolist()
    for good in (0, 7, 12, 30):
        dearer = prices.copy()
        dearer[good] *= 1.1
        lines = np.flatnonzero(usual.good == good)
        real = problem.book(dearer).quantity[lines] / usual.quantity[lines] - 1.0
        np.testing.assert_allclose(told.change[lines], real, atol=0.02)
    assert (told.answers >= 2).all()


def test_reactions_of_one_council_need_its_memory_alone():
    problem, rule, outcome = planned("c", 105, 4)
    everybody = problem.councils()
    whole = reactions(rule.memory, outcome.state, everybody, outcome.prices)
    for key in (0, 3, 350):
        one = Councils.undeclared(np.array([key]), everybody.consumer[[key]])
        part = only(rule.memory, np.array([key]))
        told = reactions(part, outcome.state, one, outcome.prices)
        lines = slice(whole.start[key], whole.start[key + 1])
        assert told.good.tolist() == whole.good[lines].tolist()
        np.testing.assert_allclose(told.change, whole.change[lines], rtol=1e-9)
        assert told.answers.tolist() == [whole.answers[key]]


def test_reactions_to_a_fixed_budget_spent_evenly():
    book = Book(2, [0, 2, 4], [0, 1, 0, 1], [500, 400, -900, -800], [False, True])
    rule = CalibratedRule(prices=np.ones(2), tolerance=TOLERANCE)
    outcome = rule.answer(book)
    councils = Councils.of(book)
    told = reactions(rule.memory, outcome.state, councils, np.ones(2))
    np.testing.assert_allclose(told.change, [1 / 1.1 - 1, 1 / 1.1 - 1, 0.0, 0.0])
    assert told.answers.tolist() == [0, 0]


def test_reactions_of_other_councils_are_refused():
    _, rule, outcome = planned("b", 105, 1)
    with pytest.raises(ValueError, match="not those of the memory"):
        reactions(
            only(rule.memory, np.array([3])),
            outcome.state,
            Councils.undeclared(np.array([4]), np.array([False])),
            outcome.prices,
        )


def test_what_was_kept_in_one_year_is_learned_from_in_the_next():
    problem, rule, _ = planned("b", 105, 3)
    fresh = CalibratedRule(
        prices=problem.prices("warm"),
        tolerance=TOLERANCE,
        councils=problem.councils(),
        learned=rule.memory,
    )
    assert (
        fresh.learned()["substitution"].tolist()
        == rule.learned()["substitution"].tolist()
    )
    fresh.answer(problem.book(fresh.prices))


def test_memory_of_an_earlier_version_is_taken_up():
    problem, rule, outcome = planned("b", 105, 2)
    old = {
        name: array
        for name, array in rule.memory.items()
        if name != "surprise" and not name.startswith("declared")
    }
    again = CalibratedRule(
        prices=outcome.prices,
        tolerance=TOLERANCE,
        floor=problem.floor,
        councils=problem.councils(),
        state=outcome.state,
        memory=old,
    )
    book = problem.book(again.prices)
    assert again.answer(book).prices.tolist() == rule.answer(book).prices.tolist()


@pytest.mark.parametrize("federation", [False, True])
def test_whoever_an_instruction_binds_is_expected_within_its_budget(federation):
    """Whether or not anybody's public goods are charged to it."""
    income = Income.charged(
        entitlement=np.array([100.0, 0.0, 0.0]),
        members=np.array([10, 0, 0]),
        parent=np.array([-1, -1, -1]),
        consumer=np.array([True, False, False]),
        federation=np.array([False, False, federation]),
    )
    unknown = np.full(3, np.nan)
    councils = Councils(
        key=np.arange(3),
        consumer=np.array([True, False, False]),
        substitution=unknown,
        supply=unknown,
        capacity=unknown,
        income=income,
        bound=np.array([True, False, False]),
    )
    book = make_book(1, (False, {0: 90}), (True, {0: -80}), (False, {}))
    rule = CalibratedRule(
        prices=np.array([4.0]), tolerance=TOLERANCE, councils=councils
    )
    rule.answer(book)
    rule.answer(book, np.array([False, True, True]))
    expected = rule.suggest()
    spent = expected.quantity[expected.start[0]] * rule.prices[0]
    assert 90 < spent <= 100
