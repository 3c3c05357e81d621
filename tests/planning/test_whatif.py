"""What if: further rounds from a counted one, under other terms."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planning.aggregate import AggregateRule
from planning.calibrated import CalibratedRule
from planning.councils import Councils
from planning.dearer import if_dearer
from planning.ground import Ground
from planning.whatif import CARRY, IMPUTE, LEAVE_OUT, Terms, simulate
from tests.planning.economies import make_economy

TIGHT = Fraction("0.0001")


def make_ground(rule="calibrated", *, tolerance=TIGHT, rounds=2):
    """An economy whose demand is a third too high, counted at its old prices."""
    book, prices = make_economy(3)
    more = np.where((book.quantity > 0) & ~book.whole[book.council], 1.3, 1.0)
    quantity = np.rint(book.quantity * more).astype(np.int64)
    book = replace(book, quantity=quantity)
    councils = Councils.of(book)
    kind = CalibratedRule if rule == "calibrated" else AggregateRule
    told = {"councils": councils} if rule == "calibrated" else {}
    pricing = kind(prices=prices, tolerance=tolerance, **told)
    everybody = np.ones(book.n_councils, dtype=bool)
    return Ground(
        book=book,
        prices=pricing.prices,
        rule=pricing,
        outcome=pricing.answer(book),
        councils=councils,
        own=everybody,
        standing=~everybody,
    )


def terms_of(ground, **changes):
    usual = {
        "rule": ground.rule.name,
        "tolerance": ground.rule.tolerance,
        "silence": IMPUTE,
        "silenced": np.zeros_like(ground.own),
        "rounds": 12,
    }
    return Terms(**(usual | changes))


def run(ground, seed=1, **changes):
    return list(simulate(ground, terms_of(ground, **changes), ground.foresight(seed)))


def test_the_same_question_has_the_same_answer():
    ground = make_ground()
    one, other = run(ground), run(ground)
    assert len(one) == len(other)
    for step, again in zip(one, other, strict=True):
        np.testing.assert_array_equal(step.prices, again.prices)
        np.testing.assert_array_equal(step.book.quantity, again.book.quantity)
    third = run(ground, seed=2)
    assert not np.array_equal(one[0].book.quantity, third[0].book.quantity)


def test_noise_is_another_one_in_every_round_and_draw():
    ground = make_ground()
    one = ground.foresight(1)
    quantities = [
        foresight.answer(ground.prices, number).quantity.tolist()
        for foresight in (one, replace(one, seed=2))
        for number in (1, 2)
    ]
    assert len({tuple(each) for each in quantities}) == 4


def test_nothing_of_the_counted_round_changes():
    ground = make_ground()
    before = ground.book.quantity.copy(), ground.rule.prices.copy()
    state = str(ground.outcome.state)
    suggested = ground.rule.suggest().quantity.copy()
    run(ground)
    np.testing.assert_array_equal(ground.book.quantity, before[0])
    np.testing.assert_array_equal(ground.rule.prices, before[1])
    np.testing.assert_array_equal(ground.rule.suggest().quantity, suggested)
    assert str(ground.outcome.state) == state


def test_rounds_go_on_from_the_prices_that_would_be_announced():
    ground = make_ground()
    np.testing.assert_array_equal(run(ground)[0].prices, ground.outcome.prices)


def test_a_wider_tolerance_is_reached_no_later():
    ground = make_ground()
    tight, wide = run(ground), run(ground, tolerance=Fraction("0.03"))
    assert wide[-1].ended == "agreed"
    assert len(wide) <= len(tight)
    assert wide[-1].outcome.worst <= 0.03


def test_rounds_that_are_used_up_end_it():
    steps = run(make_ground(), tolerance=Fraction(1, 10**6), rounds=2)
    assert [step.ended for step in steps] == ["", "rounds"]


def test_rounds_without_progress_stall():
    ground = replace(make_ground(), worst=[1e-4] * 5, weighted=[1e-5] * 5)
    assert run(ground, tolerance=Fraction(1, 10**6))[0].ended == "stalled"


def test_what_is_left_of_noise_ends_it():
    steps = run(make_ground(), tolerance=Fraction(1, 10**6), noisy=1e9)
    assert steps[-1].ended == "noise"


@pytest.mark.parametrize("rule", ["calibrated", "aggregate"])
@pytest.mark.parametrize("other", ["calibrated", "aggregate", "reference"])
def test_any_rule_can_go_on_from_any_other(rule, other):
    ground = make_ground(rule)
    steps = run(ground, rule=other, rounds=4)
    np.testing.assert_array_equal(steps[0].prices, ground.outcome.prices)
    assert steps[-1].outcome.worst < ground.outcome.worst


def test_who_is_silent_is_carried_or_left_out_or_answered_for():
    ground = make_ground()
    silenced = np.arange(ground.book.n_councils) >= 30
    own = slice(ground.book.start[30], None)
    lines = {
        silence: run(ground, silence=silence, silenced=silenced, rounds=2)
        for silence in (CARRY, LEAVE_OUT, IMPUTE)
    }
    carried = lines[CARRY][0].book
    np.testing.assert_array_equal(
        carried.quantity[carried.start[30] :], ground.book.quantity[own]
    )
    assert lines[LEAVE_OUT][0].book.n_councils == 30
    expected = ground.rule.suggest()
    imputed = lines[IMPUTE][0].book
    np.testing.assert_array_equal(
        imputed.quantity[imputed.start[30] :],
        expected.quantity[expected.start[30] :],
    )


def test_who_has_an_instruction_is_answered_for_by_it():
    ground = make_ground()
    silenced = np.arange(ground.book.n_councils) >= 30
    instructed = replace(ground, standing=silenced)
    said = ground.foresight(1).instructed(ground.outcome.prices)
    book = run(instructed, silence=LEAVE_OUT, silenced=silenced, rounds=1)[0].book
    np.testing.assert_array_equal(
        book.quantity[book.start[30] :], said.quantity[said.start[30] :]
    )


def test_a_dearer_good_is_requested_less_and_others_instead():
    ground = make_ground()
    found = if_dearer(ground.foresight(1), ground.prices, [2, 4])
    assert [each.good for each in found] == [2, 4]
    for each in found:
        assert each.requested < 0 < each.offered
        assert each.instead[each.good] == 0
        assert each.instead.max() > 0
