"""What `benchmarks.rounds` plans, and how: economies of a family, and the region."""

import time
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from benchmarks.answers import Answers
from benchmarks.families import Problem
from planning.economy import Economy
from planning.prices import RULES
from planning.rehearsal import Respondents, told

REGION = Path(__file__).resolve().parent.parent / "demo" / "region"


@dataclass(frozen=True)
class Synthetic:
    """An economy of a family: its councils, and what a rule is told of them."""

    problem: Problem
    own_words: bool

    def settings(self, start):
        return {"prices": self.problem.prices(start), "floor": self.problem.floor}

    def councils(self, last=False):
        return self.problem.councils(self.problem.last if last else None)

    def answers(self, last=False):
        return Answers(self.problem, self.problem.last if last else None)


@dataclass
class Region:
    """The demonstration region; who keeps its proposal is silent."""

    economy: Economy
    begun: bool = False
    own_words: bool = False

    def settings(self, start):
        cold = start == "cold"
        return {"prices": self.economy.equal_prices() if cold else self.economy.prices}

    def councils(self, last=False):
        keeps = ~self.economy.flexibility.follow
        return replace(told(self.economy, False), keeps=keeps)

    def answers(self, last=False):
        return replace(self, begun=False)

    def answer(self, prices, imputed=None):
        answered = self.economy.flexibility.follow | (not self.begun)
        self.begun = True
        return Respondents(self.economy).answer(prices), answered


def plan(economy, rule, start, *, cap, until, learned=None, last=False):
    """Plan an economy until the worst imbalance is no more than ``until``.

    The worst imbalance by round, the rule, and the seconds it took a round. ``last``:
    last year's economy; ``learned``: what its rule had learned.
    """
    councils = economy.answers(last)
    settings = economy.settings(start) | {"tolerance": Fraction(1, 1000)}
    learns = rule == "calibrated"
    if learns:
        settings |= {"councils": economy.councils(last), "learned": learned}
    pricing = RULES[rule](**settings)
    worst, imputed, seconds = [], None, 0.0
    for _ in range(cap):
        book, answered = councils.answer(pricing.prices, imputed)
        began = time.perf_counter()
        outcome = pricing.answer(book, answered) if learns else pricing.answer(book)
        if learns and economy.own_words and councils.noisy:
            imputed = pricing.suggest()
        seconds += time.perf_counter() - began
        worst.append(outcome.worst)
        if outcome.worst <= until:
            break
    return np.array(worst), pricing, seconds / len(worst)


def rounds_to(worst, thresholds):
    """Rounds answered up to and including the first within each threshold."""
    reached = [np.flatnonzero(worst <= threshold) for threshold in thresholds]
    return [int(places[0]) + 1 if len(places) else np.inf for places in reached]
