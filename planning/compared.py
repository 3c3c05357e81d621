"""The lines of a block of councils, in two answers of theirs."""

from functools import cached_property

import numpy as np

from planning.arrays import Bools, Floats, Ints
from planning.match import Match

# Less than half a unit was never answered, only expected.
HALF = 0.5

# A council's list of requests is long if it has twice as many lines: about so many of
# them are compared, others in every round. One number is learned from all together.
LONG = 48


class Lines:
    """The lines of a range of councils, then and now.

    Attributes
    ----------
    count : int
        Number of councils.
    then, now : (n_lines,) float arrays
        Signed units.
    plain : bool
        Whether every line is a request that can be compared: no line is left out.

    """

    def __init__(
        self,
        both: Match,
        asked: Floats,
        prices: Floats,
        rows: tuple[int, int],
        thinning: tuple[Bools, Ints] | None = None,
    ) -> None:
        first, last = rows
        self.count, self.prices = last - first, prices
        start = both.start[first : last + 1]
        lines: Ints | slice = slice(start[0], start[-1])
        self.start = start - start[0]
        if thinning is not None:
            recipe, answers = thinning[0][first:last], thinning[1][first:last]
            step = np.where(recipe, 1, np.maximum(np.diff(start) // LONG, 1))
            if (step > 1).any():
                lines, self.start = _every(start, step, answers)
        self.then, self.now = both.then[lines], both.now[lines]
        self.good = both.good[lines]
        self.rounds = both.asked_in[first:last]
        self.asked = asked if len(asked) else prices[None, :]
        self.alike = bool((self.rounds == self.rounds[0]).all())
        self.learned = both.fresh[first:last] & both.known[first:last]
        least = min(self.then.min(initial=1.0), self.now.min(initial=1.0))
        self.plain = bool(least >= HALF) and bool(self.learned.all())

    @cached_property
    def row(self) -> Ints:
        """(n_lines,) The council of each line."""
        return np.repeat(np.arange(self.count), np.diff(self.start))

    @cached_property
    def usable(self) -> Bools:
        """(n_lines,) Which lines can be compared."""
        usable: Bools = (np.abs(self.then) >= HALF) & (self.now != 0)
        return usable if self.learned.all() else usable & self.learned[self.row]

    def price_at(self, lines: Ints | slice) -> Floats:
        """What some lines cost when they were answered last."""
        if self.alike:
            price = np.exp(self.asked[self.rounds[0]])[self.good[lines]]
        else:
            before = self.asked[self.rounds[self.row[lines]], self.good[lines]]
            price = np.exp(before)
        return np.asarray(price, dtype=np.float64)

    def moved_at(self, lines: Ints | slice) -> Floats:
        """How log prices of some lines have moved since."""
        if self.alike:
            moved = (self.prices - self.asked[self.rounds[0]])[self.good[lines]]
        else:
            before = self.asked[self.rounds[self.row[lines]], self.good[lines]]
            moved = self.prices[self.good[lines]] - before
        return np.asarray(moved, dtype=np.float64)

    def price_now(self, lines: Ints | slice) -> Floats:
        """What some lines cost now."""
        return np.asarray(np.exp(self.prices)[self.good[lines]], dtype=np.float64)


def _every(start: Ints, step: Ints, turn: Ints) -> tuple[Ints, Ints]:
    """The places of every so manieth line of each council, and where they begin."""
    first: Ints = turn % step
    lengths = -((first - np.diff(start)) // step)
    bounds = np.zeros(len(start), dtype=np.int64)
    np.cumsum(lengths, out=bounds[1:])
    lines = np.arange(int(bounds[-1])) - np.repeat(bounds[:-1], lengths)
    lines *= np.repeat(step, lengths)
    lines += np.repeat(start[:-1] + first, lengths)
    return lines, bounds
