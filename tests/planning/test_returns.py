"""Returns to scale, as cost and revenue show them at first."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from benchmarks.answers import Answers
from benchmarks.families import generate
from planning.calibrated import CalibratedRule
from planning.councils import Councils
from planning.priors import prior
from planning.returns import begun

EARNED, FINE = np.full(3, 10.0), np.zeros(3)


def make_beliefs(supply=np.nan):
    """What is believed of three recipes that have not answered."""
    councils = Councils.undeclared(np.arange(3), np.zeros(3, dtype=bool))
    councils = replace(councils, supply=np.full(3, supply))
    return prior(councils, np.ones(3, dtype=bool), np.ones(3, dtype=bool))


def test_the_last_answer_counts_until_offers_have_shown_the_supply():
    beliefs = begun(make_beliefs(), np.full(3, 1.0), EARNED, FINE)
    assert beliefs.supply == pytest.approx(1.0 / 9.0)
    learned = np.array([False, True, False])
    taught = beliefs.supply_variance * np.where(learned, 0.1, 1.0)
    beliefs = replace(beliefs, supply_variance=taught)
    beliefs = begun(beliefs, np.full(3, 8.0), EARNED, FINE)
    assert beliefs.supply == pytest.approx([4.0, 1.0 / 9.0, 4.0])


def test_coarse_units_tell_nothing_new():
    beliefs = begun(make_beliefs(), np.full(3, 8.0), EARNED, FINE)
    again = begun(beliefs, np.full(3, 1.0), EARNED, np.full(3, 0.02))
    assert again.supply == pytest.approx(4.0)
    assert np.isnan(begun(make_beliefs(), EARNED, EARNED, np.ones(3)).supply).all()


def test_what_was_declared_is_not_read_from_costs():
    beliefs = begun(make_beliefs(supply=0.7), np.full(3, 8.0), EARNED, FINE)
    assert beliefs.supply.tolist() == [0.7] * 3
    still = begun(make_beliefs(supply=0.0), np.full(3, 8.0), EARNED, FINE)
    assert still.supply.tolist() == [0.0] * 3


def test_recipes_that_began_with_next_to_nothing_are_planned_in_six_rounds():
    problem = generate("a2", 102)
    councils = Answers(problem)
    rule = CalibratedRule(
        prices=problem.prices("cold"),
        tolerance=Fraction("0.01"),
        floor=problem.floor,
        councils=problem.councils(),
    )
    worst = [rule.answer(councils.answer(rule.prices)[0]).worst for _ in range(6)]
    assert worst[-1] <= 0.01
