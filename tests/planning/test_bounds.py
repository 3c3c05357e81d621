"""Which recipes are taken to be bounded by a capacity nobody declared."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from benchmarks.answers import Answers
from benchmarks.economies import WORKER
from benchmarks.families import generate
from planning.bounds import Presumed, bounded, presume
from planning.calibrated import CalibratedRule

RECIPES = np.ones(30, dtype=bool)
PROFITS = np.full(30, 0.3)
LOSSES = np.where(np.arange(30) < 6, -0.5, 0.3)
OPEN = np.full(30, 0.5)


def shown_by(count):
    """Variances when so many recipes have shown how their requests grow."""
    return np.where(np.arange(30) < count, 1e-4, 0.5)


def test_who_proposes_losses_is_bounded_and_who_has_decreasing_returns_is_not():
    recipe, margin, open_, known = RECIPES, PROFITS, OPEN, np.full(30, 1e-4)
    assert not bounded(np.ones(30), open_, recipe, margin).any()
    one_loss = np.append(margin[1:], -0.5)
    assert np.flatnonzero(bounded(np.ones(30), open_, recipe, one_loss)).tolist() == [
        29
    ]
    many = np.where(np.arange(30) < 6, -0.5, 0.3)
    assert bounded(np.ones(30), open_, recipe, many).all()
    assert not bounded(np.ones(30), known, recipe, many).any()
    assert bounded(np.zeros(30), known, recipe, margin).all()


@pytest.mark.parametrize(
    ("bounded_of_ten", "margins", "presumed"),
    [
        (0, LOSSES, Presumed.NOBODY),
        (3, LOSSES, Presumed.LOSERS),
        (7, LOSSES, Presumed.EVERYBODY),
        (7, PROFITS, Presumed.LOSERS),
        (10, PROFITS, Presumed.EVERYBODY),
    ],
)
def test_what_some_recipes_have_shown_counts_for_the_rest(
    bounded_of_ten, margins, presumed
):
    extra = np.where(np.arange(30) < bounded_of_ten, 0.0, 1.0)
    assert presume(extra, shown_by(10), RECIPES, margins) == presumed
    rest = bounded(extra, shown_by(10), RECIPES, margins)[10:]
    losers = margins[10:] < 0
    assert (rest == {-1: False, 0: losers, 1: True}[presumed]).all()


def test_what_a_single_recipe_has_shown_does_not_count_for_the_rest():
    assert presume(np.ones(30), shown_by(1), RECIPES, LOSSES) == Presumed.EVERYBODY


def test_of_nobody_nothing_is_presumed_but_losses():
    nobody = np.zeros(30, dtype=bool)
    assert presume(np.ones(30), OPEN, nobody, LOSSES) == Presumed.LOSERS
    unknown = np.full(30, np.nan)
    assert not bounded(np.ones(30), OPEN, RECIPES, unknown, Presumed.EVERYBODY).any()


def make_habits(seed):
    """A year on: recipes in no need of profits, many at a loss, and none bounded."""
    problem = generate("b", seed, per_good=2, consumers=30)
    random = np.random.default_rng(seed)
    last = problem.last
    makes = last.kind == WORKER
    dearer = np.exp(0.5 * random.standard_normal(len(makes)))[last.council]
    last = replace(
        last,
        units=np.where(makes[last.council] & last.wanted, dearer, 1.0) * last.units,
        eta=np.where(makes, 1.0, 0.0),
        phi=np.where(makes, 2.0, 0.0),
        effort=np.zeros(len(makes)),
    )
    problem.last_u = last.equilibrium(problem.last_u)
    change = np.exp(0.05 * random.standard_normal(len(last.units)))
    problem.economy = replace(last, units=last.units * change)
    return problem


@pytest.mark.parametrize("seed", [1, 2])
def test_recipes_at_a_loss_that_show_no_bounds_are_planned_in_three_rounds(seed):
    problem = make_habits(seed)
    councils = Answers(problem)
    rule = CalibratedRule(
        prices=problem.prices("warm"),
        tolerance=Fraction("0.01"),
        floor=problem.floor,
        councils=problem.councils(),
    )
    worst = [rule.answer(councils.answer(rule.prices)[0]).worst for _ in range(3)]
    margin = rule.learned()["margin"]
    assert (margin < -0.02).mean() > 0.05
    assert worst[-1] <= 0.01
