"""Goods that have one side only, and what there is of all others."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from planning.answers import Sides, Spreads
from planning.arrays import Bools, Floats, Ints
from planning.gram import grid_of
from planning.questions import Remaining, Spread
from planning.terms import Terms, Turn

# Puts a question to all parts, and returns the sum of their answers.
Ask = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Basis:
    """What multipliers are looked for: goods, and the lines that stand for themselves.

    Parameters
    ----------
    terms : Terms
    prices : (n_goods,) float array
    slack : (n_goods,) bool array
    verdict : (n_goods,) float array
        The multiplier of a dead good: 1 where requests, -1 where offers find no other
        side; else 0.
    others : (2 n_goods,) int64 array
        Units of the lines that stand for themselves: requests, then offers.
    sides : Sides
        Of all that remains.
    proposed : (2 n_goods,) int64 array
        Units requested, then offered, of each good before anything was cut.

    """

    terms: Terms
    prices: Floats
    slack: Bools
    verdict: Floats
    others: Ints
    sides: Sides
    proposed: Ints

    @cached_property
    def credit(self) -> Floats:
        """(n_goods,) Value requested and offered of each good."""
        return self.prices * self.terms.size

    @cached_property
    def lone(self) -> tuple[Floats, Floats]:
        """(n_goods,) Requests and offers that stand for themselves, as parts of it."""
        requested, offered = np.split(self.others / np.tile(self.terms.size, 2), 2)
        return requested, offered

    @cached_property
    def dealt(self) -> Bools:
        """(n_goods,) Goods that anybody deals in."""
        requested, offered = np.split(self.sides.recipes + self.others, 2)
        dealt: Bools = (requested > 0) | (offered > 0)
        return dealt

    @property
    def start(self) -> Floats:
        """(n_goods,) The imbalance of what remains.

        The multipliers that would be right if only requests, or only offers, were cut.
        """
        requested, offered = np.split(self.sides.recipes + self.others, 2)
        found: Floats = 2.0 * (requested - offered) / self.terms.size
        return found

    def alone(self, recipes: Bools) -> Floats:
        """(n_goods,) Verdicts of goods newly found to have one side.

        ``recipes`` (2 n_goods,) says which sides recipes are on.
        """
        return verdicts(recipes | (self.others > 0), self.slack)


def verdicts(found: Bools, slack: Bools) -> Floats:
    """1 for goods that are only requested, -1 for those only offered; else 0.

    What may stay unused can be offered alone. ``found`` is (2 n_goods,).
    """
    requested, offered = np.split(found, 2)
    unused = offered & ~requested & ~slack
    return (requested & ~offered).astype(np.float64) - unused


def prepare(ask: Ask, prices: Floats, slack: Bools) -> Basis:
    """Find goods with one side, and measure what remains without them.

    A block that requests what nobody offers is cut to nothing, and so is one that
    offers what nobody requests and what may not stay unused; that may leave another
    good with one side.
    """
    nothing = np.zeros(len(prices))
    sides: Sides = ask(Remaining(nothing != 0, ()))
    return _measured(ask, prices, slack, nothing, sides, ())


def again(ask: Ask, basis: Basis, verdict: Floats) -> Basis:
    """Measure anew after some turns, with further verdicts."""
    turns = basis.terms.turns
    sides: Sides = ask(Remaining(verdict != 0, turns))
    found = _measured(ask, basis.prices, basis.slack, verdict, sides, turns)
    return replace(found, proposed=basis.proposed)


def _measured(
    ask: Ask,
    prices: Floats,
    slack: Bools,
    verdict: Floats,
    sides: Sides,
    turns: tuple[Turn, ...],
) -> Basis:
    proposed = sides.recipes + sides.others
    while True:
        dead = verdict != 0
        others = np.where(np.tile(dead, 2), 0, sides.others)
        new = verdicts((sides.recipes > 0) | (others > 0), slack)
        if not new.any():
            break
        verdict = verdict + new
        sides = ask(Remaining(verdict != 0, turns))
    requested, offered = np.split(sides.recipes + others, 2)
    size = np.maximum(requested + offered, 1)
    spread: Spreads = ask(Spread(dead, size, turns))
    terms = Terms(dead, size, grid_of(spread.spread), turns)
    return Basis(terms, prices, slack, verdict, others, sides, proposed)
