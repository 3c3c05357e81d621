"""Whole things: a recipe that makes few of them is scaled to make whole ones.

Nine tenths of three buses are two buses and steel for another seven tenths. A recipe
all of whose offers are whole things, and few, is therefore brought down to the least
scale that makes the same whole numbers; its requests follow, and the others are settled
anew with what that leaves. Those that lose least come down first, a part of them at a
time: of ten workshops that could make 2.7 buses each, three make two and seven three.
Of equals the lot decides which (`planning.lots`).

Finding the best choice is as hard as integer programming; this one is found in a few
settlements, is the same on every machine and however the councils are divided among
servers, and its cost is told (`planning.settle.Settlement`).
"""

from dataclasses import dataclass, replace

import numpy as np

from planning import ceilings
from planning.answers import Counts
from planning.arrays import Floats, Ints
from planning.curve import Curve
from planning.dual import climb
from planning.largest import LAST, first
from planning.lumps import FEW
from planning.point import Point
from planning.questions import Losses
from planning.scarcity import Ask, Basis, again
from planning.terms import Look, Terms, Turn

__all__ = ["FEW", "Fit", "settle_shares"]

# Part of the recipes between whole numbers that come down at a time: one in so many.
PART = 8


@dataclass(frozen=True)
class Fit:
    """How much fits an answer: second derivatives, and counts."""

    slopes: int
    counts: int


def settle_shares(ask: Ask, basis: Basis, fit: Fit) -> tuple[Basis, Point, Floats]:
    """Find the best shares, and bring recipes down to whole things.

    A ceiling once lowered is only lowered further, by a thing at least, so this ends.

    Returns
    -------
    Basis
        With the turns it took.
    Point
        Where everything balances, as closely as without whole things.
    (n_goods,) float array
        The best multipliers before any recipe came down.

    """
    curve = Curve(ask, basis, fit.slopes)
    basis, point = _settled(ask, curve, basis, basis.start)
    best = point.multipliers
    while basis.sides.lumpy.any():
        turn = _turn(ask, basis, point, fit)
        if turn is None:
            break
        basis = _turned(basis, turn)
        curve.turned(basis)
        basis, point = _settled(ask, curve, basis, point.multipliers)
    return basis, point, best


def _settled(
    ask: Ask, curve: Curve, basis: Basis, start: Floats
) -> tuple[Basis, Point]:
    """Climb; if that leaves goods with one side, measure anew and climb again."""
    while True:
        point = climb(curve, start)
        new = basis.alone(point.present > 0)
        if not new.any():
            return basis, point
        start = point.multipliers
        basis = again(ask, basis, basis.verdict + new)
        curve.on(basis)


def _turned(basis: Basis, turn: Turn) -> Basis:
    old = basis.terms
    terms = Terms(old.dead, old.size, old.grid, (*old.turns, turn))
    return replace(basis, terms=terms)


def _turn(ask: Ask, basis: Basis, point: Point, fit: Fit) -> Turn | None:
    """Who comes down next: those that lose least; all of them when it takes long."""
    terms, multipliers = basis.terms, point.multipliers
    if not point.off:
        return None
    if len(terms.turns) >= ceilings.PATIENCE:
        return _told(basis, multipliers, LAST, LAST)

    def count(look: Look) -> Ints:
        counts: Counts = ask(Losses(terms, multipliers, look))
        return counts.count

    edge = first(count, np.array([max(1, point.off // PART)]), fit.counts)
    return _told(basis, multipliers, int(edge.key[0]), int(edge.ticket[0]))


def _told(basis: Basis, multipliers: Floats, key: int, ticket: int) -> Turn:
    """A turn, without multipliers of goods that recipes of things do not deal in.

    All turns are told with every question, so they are kept short; but the first tells
    what was best.
    """
    if basis.terms.turns:
        multipliers = np.where(basis.sides.lumpy > 0, multipliers, 0.0)
    return Turn(basis.terms.dead, multipliers, key, ticket)
