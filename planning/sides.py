"""The requests, or the offers, of a block of councils: weighted sums of changes."""

from functools import cached_property

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.match import Match
from planning.sparse import positive

# Less than half a unit was never answered, only expected.
HALF = 0.5

# From so many units on, whole units are as good as any: a variance below 1e-9.
PLENTY = 2e4

# Below this change of a share, means of shares are taken to be the share now.
EVEN = 1e-4

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


class Side:
    """The comparable requests, or offers, of a block.

    Attributes
    ----------
    lines, mean, price : (n_councils,) float arrays
        How many there are; mean log changes of quantities and of prices.
    relative : tuple of three (n_councils,) float arrays
        Squares, product and spread around the means; see `planning.changes.Changes`.
    raw : tuple of three (n_councils,) float arrays
        Squares, product and spread as they are.
    coarseness : (n_councils,) float array
    any, known : (n_councils,) arrays
        Who has such lines; which part of their value could be compared.

    """

    def __init__(self, block: Lines, wanted: bool) -> None:
        self.block, self.wanted = block, wanted
        self.at: Ints | slice = slice(None)
        bounds = block.start
        if not block.plain:
            then = block.then > 0 if wanted else block.then < 0
            now = block.now > 0 if wanted else block.now < 0
            self.at = np.flatnonzero(block.usable & then)
            bounds = np.searchsorted(block.row[self.at], np.arange(block.count + 1))
        elif not wanted:
            self.at, bounds = slice(0), np.zeros_like(bounds)
        self.lengths = np.diff(bounds)
        self.lines = self.lengths.astype(np.float64)
        self.filled = np.flatnonzero(self.lengths)
        self.begin = bounds[:-1][self.filled]
        self._weigh()
        if block.plain:
            self.any = self.lines > 0
            self.known = self.any.astype(np.float64)
        else:
            self._compare(then, now)

    def _sum(self, values: Floats) -> Floats:
        sums = np.zeros(self.block.count)
        if len(self.filled):
            sums[self.filled] = np.add.reduceat(values, self.begin)
        return sums

    def _spread_out(self, values: Floats) -> Floats:
        """A council's number for each of its lines."""
        return np.repeat(values, self.lengths)

    def _weigh(self) -> None:
        """The weighted sums, each line read once."""
        block, at = self.block, self.at
        then, now = block.then[at], block.now[at]
        moved = block.moved_at(at)
        value = then * block.price_at(at)
        value_now = now * block.price_now(at)
        if not self.wanted:
            value, value_now = -value, -value_now
        self.whole, self.grown = self._sum(value), self._sum(value_now)
        change = now / then
        least = min(now.min(initial=PLENTY), then.min(initial=PLENTY))
        np.log(change, out=change)
        weight = (
            self._between(value, value_now, change, moved) if self.wanted else value
        )
        total = positive(self._sum(weight))
        self._coarse(weight, then, now, total, rough=bool(least < PLENTY))
        term = weight * change
        self.mean = self._sum(term) / total
        squares = self._sum(np.multiply(term, change, out=change)) / total
        product = self._sum(np.multiply(term, moved, out=term)) / total
        np.multiply(weight, moved, out=term)
        self.price = self._sum(term) / total
        spread = self._sum(np.multiply(term, moved, out=term)) / total
        self.raw = squares, product, spread
        self.relative = (
            np.maximum(squares - self.mean**2, 0.0),
            self.mean * self.price - product,
            np.maximum(spread - self.price**2, 0.0),
        )

    def _between(
        self, value: Floats, value_now: Floats, change: Floats, moved: Floats
    ) -> Floats:
        """Logarithmic means of the value shares then and now, times a total."""
        scale = positive(self.whole) / positive(self.grown)
        value_now *= self._spread_out(scale)
        grown = change + moved
        grown += self._spread_out(np.log(scale))
        weight = value_now - value
        even = np.abs(grown) < EVEN
        if not even.any():
            return np.divide(weight, grown, out=weight)
        np.copyto(grown, 1.0, where=even)
        np.divide(weight, grown, out=weight)
        np.copyto(weight, value_now, where=even)
        return weight

    def _coarse(
        self, weight: Floats, then: Floats, now: Floats, total: Floats, *, rough: bool
    ) -> None:
        """Whole units are right to half a unit: what that means for logs."""
        self.coarseness = np.where(self.lines > 0, 1.0 / (6.0 * PLENTY**2), 0.0)
        if rough or not self.wanted:
            units = np.minimum(np.abs(now), np.abs(then))
            self.coarseness = self._sum(weight / (6.0 * units * units)) / total

    def _compare(self, then: Bools, now: Bools) -> None:
        """Which part of the value, then and now, could be compared."""
        block = self.block
        self.any = self.lines > 0
        self.known = self.any.astype(np.float64)
        if then.sum() == now.sum() == self.lengths.sum():
            return
        sign = 1.0 if self.wanted else -1.0
        parts = []
        self.any = np.zeros(block.count, dtype=np.bool_)
        for side, units, found in (
            (then, block.then, self.whole),
            (now, block.now, self.grown),
        ):
            at = np.flatnonzero(side)
            price = block.price_at(at) if units is block.then else block.price_now(at)
            whole = add_up(block.row[at], sign * units[at] * price, block.count)
            parts.append(np.minimum(found / positive(whole), 1.0))
            self.any[block.row[at]] = True
        self.known = np.minimum(*parts)
