"""The second derivatives of the dual function at a point, gathered answer by answer."""

import numpy as np

from planning.answers import Pull
from planning.arrays import Bools, Floats
from planning.gram import BITS
from planning.point import Point, lone_slopes
from planning.questions import At, Slopes
from planning.scarcity import Ask, Basis
from planning.slopes import Gram
from planning.terms import Since


class Curve:
    """The matrix of the recipes that move, kept and changed from point to point.

    Parameters
    ----------
    ask : callable
    basis : Basis
    room : int
        Second derivatives that fit an answer.

    """

    def __init__(self, ask: Ask, basis: Basis, room: int) -> None:
        self.ask, self.room = ask, room
        self.on(basis)

    def on(self, basis: Basis) -> None:
        """Begin anew, with other goods or other sizes."""
        n = len(basis.prices)
        self.basis = basis
        self.since: Since | None = None
        self.matrix = np.zeros((n, n))
        scale = np.ldexp(1.0, basis.terms.grid - BITS)
        self.scale: Floats = scale[:, None] * scale

    def turned(self, basis: Basis) -> None:
        """Go on with the same goods after another turn."""
        self.basis = basis

    def question(self, multipliers: Floats) -> At:
        """What to ask at some multipliers."""
        return At(self.basis.terms, multipliers, self.since, self.room)

    def move(self, point: Point, pull: Pull) -> None:
        """Take the answer of the point to which the search has come."""
        gram: Gram = pull.gram
        while True:
            n = gram.n_goods
            self.matrix[gram.pairs // n, gram.pairs % n] += gram.entries
            if gram.upto >= n:
                break
            terms, since = self.basis.terms, self.since
            rest: Pull = self.ask(
                Slopes(terms, point.multipliers, since, self.room, gram.upto)
            )
            gram = rest.gram
        self.since = Since(point.multipliers, len(self.basis.terms.turns))

    def at(self, point: Point, free: Bools) -> Floats:
        """(n_free, n_free) Second derivatives by goods, in root values of the goods."""
        places = np.flatnonzero(free)
        upper = (self.matrix * self.scale)[np.ix_(places, places)]
        found: Floats = upper + np.triu(upper, 1).T
        found[np.diag_indices_from(found)] += lone_slopes(
            point.multipliers, self.basis
        )[places]
        return found
