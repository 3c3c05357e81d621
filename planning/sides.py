"""The requests, or the offers, of a block of councils: weighted sums of changes."""

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.compared import Lines
from planning.sparse import positive

# From so many units on, whole units are as good as any: a variance below 1e-9.
PLENTY = 2e4

# Below this change of a share, means of shares are taken to be the share now.
EVEN = 1e-4


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
