"""How councils changed their answers since their last, as a few sums each."""

import numpy as np

from planning.answers import positive
from planning.arrays import Bools, Floats, add_up
from planning.calibration import FULL, IDLE, Changes
from planning.record import Match

# The part of a council's value that must be comparable for its margin to be.
ENOUGH = 0.9

# Less than half a unit was never answered, only expected.
HALF = 0.5


def changes(
    both: Match,
    asked: Floats,
    prices: Floats,
    capacity: Floats,
    rows: tuple[int, int],
) -> Changes:
    """How a block of councils changed their answers since their last.

    Parameters
    ----------
    both : Match
    asked : (n_rounds, n_goods) float array
        Log prices of rounds.
    prices : (n_goods,) float array
        The log prices that the book answers.
    capacity : (n_councils,) float array
        NaN or infinite: none.
    rows : pair of int
        First council, and the one after the last.

    Notes
    -----
    Mean changes of requests are weighted by the logarithmic means of value shares then
    and now. With these weights the mean change of price is exactly the change of unit
    cost under any constant elasticity of substitution [1]_ [2]_.

    References
    ----------
    .. [1] K. Sato, "The Ideal Log-Change Index Number", Review of Economics and
       Statistics 58 (1976).
    .. [2] Y. O. Vartia, "Ideal Log-Change Index Numbers", Scandinavian Journal of
       Statistics 3 (1976).

    """
    block = _Block(both, asked, prices, rows)
    requests, offers = _Side(block, True), _Side(block, False)
    here = slice(*rows)
    learned = both.fresh[here] & both.known[here]
    used_before, used = block.used(capacity[here])
    squares, product, spread = requests.relative()
    offer_product, offer_spread = offers.raw()
    comparable = learned & (offers.known > ENOUGH)
    comparable &= (requests.known > ENOUGH) | ~requests.any
    return Changes(
        lines=requests.lines,
        squares=squares,
        product=product,
        spread=spread,
        requests=requests.mean,
        offers=np.where(comparable, offers.mean, 0.0),
        margin=np.where(comparable, offers.price - requests.price, 0.0),
        offer_product=offer_product,
        offer_spread=offer_spread,
        used_before=used_before,
        used=np.where(comparable & (used_before > 0), used, 0.0),
        coarseness=requests.coarseness,
        offers_coarseness=offers.coarseness,
        learned=learned,
    )


class _Block:
    """The lines of a range of councils, then and now."""

    def __init__(
        self, both: Match, asked: Floats, prices: Floats, rows: tuple[int, int]
    ) -> None:
        first, last = rows
        self.count = last - first
        start = both.start[first : last + 1]
        lines = slice(start[0], start[-1])
        self.row = np.repeat(np.arange(self.count), np.diff(start))
        self.then, self.now = both.then[lines], both.now[lines]
        good = both.good[lines]
        rounds = both.asked_in[first:last]
        if not len(asked):
            asked = prices[None, :]
        if (rounds == rounds[0]).all():
            before = asked[rounds[0]]
            self.moved, price = (prices - before)[good], np.exp(before)[good]
        else:
            answered = asked[rounds[self.row], good]
            self.moved, price = prices[good] - answered, np.exp(answered)
        self.value = np.abs(self.then) * price
        self.value_now = np.abs(self.now) * np.exp(prices)[good]
        usable = (np.abs(self.then) >= HALF) & (self.now != 0)
        learned = both.fresh[first:last] & both.known[first:last]
        self.usable = usable if learned.all() else usable & learned[self.row]

    def used(self, capacity: Floats) -> tuple[Floats, Floats]:
        """Parts of a declared capacity the main offer takes, before and now."""
        bounded = np.isfinite(capacity) & (capacity > 0)
        main = np.zeros((2, self.count))
        if bounded.any():
            offers = np.flatnonzero(self.then < 0)
            order = offers[np.argsort(self.value[offers], kind="stable")]
            main[0, self.row[order]] = -self.then[order]
            main[1, self.row[order]] = -self.now[order]
        part = np.clip(main / np.where(bounded, capacity, 1.0), IDLE, FULL)
        return (
            np.where(bounded & (main[0] > 0), part[0], 0.0),
            np.where(bounded & (main[1] > 0), part[1], 0.0),
        )


class _Side:
    """The comparable requests, or offers, of a block."""

    def __init__(self, block: _Block, wanted: bool) -> None:
        then = block.then > 0 if wanted else block.then < 0
        now = block.now > 0 if wanted else block.now < 0
        at = np.flatnonzero(block.usable & then)
        self.count, self.row = block.count, block.row[at]
        self._bounds()
        self.moved = block.moved[at]
        value, value_now = block.value[at], block.value_now[at]
        units = np.abs(block.then[at])
        self.change = np.log(np.abs(block.now[at]) / units)
        whole, grown = self._sum(value), self._sum(value_now)
        self._compare(block, (then, now), (whole, grown), len(at))
        self.share = value / positive(whole)[self.row]
        if wanted:
            self.share = self._between(value_now / positive(grown)[self.row])
            self.share /= positive(self._sum(self.share))[self.row]
        self.mean = self._sum(self.share * self.change)
        self.price = self._sum(self.share * self.moved)
        coarse = np.minimum(np.abs(block.now[at]), units)
        self.coarseness = self._sum(self.share / (6.0 * coarse * coarse))

    def _bounds(self) -> None:
        """Where the lines of each council begin; the lines are in order."""
        bounds = np.searchsorted(self.row, np.arange(self.count + 1))
        self.lines = np.diff(bounds).astype(np.float64)
        self.filled = np.flatnonzero(self.lines)
        self.begin = bounds[:-1][self.filled]

    def _sum(self, values: Floats) -> Floats:
        sums = np.zeros(self.count)
        if len(self.filled):
            sums[self.filled] = np.add.reduceat(values, self.begin)
        return sums

    def _compare(
        self,
        block: _Block,
        sides: tuple[Bools, Bools],
        found: tuple[Floats, Floats],
        lines: int,
    ) -> None:
        """Which part of the value, then and now, could be compared."""
        then, now = (np.flatnonzero(side) for side in sides)
        if len(then) == len(now) == lines:
            self.any = self.lines > 0
            self.known = self.any.astype(np.float64)
            return
        rows = block.row[then], block.row[now]
        values = block.value[then], block.value_now[now]
        self.known = np.minimum(
            *(
                part / positive(add_up(row, value, self.count))
                for part, row, value in zip(found, rows, values, strict=True)
            )
        )
        self.any = np.zeros(self.count, dtype=np.bool_)
        self.any[rows[0]] = self.any[rows[1]] = True

    def _between(self, now: Floats) -> Floats:
        """Logarithmic means of the shares then and now."""
        ratio = now / positive(self.share)
        even = np.abs(ratio - 1.0) < 1e-4
        logs = np.log(np.where(even, 2.0, positive(ratio)))
        return np.where(even, now, (now - self.share) / logs)

    def relative(self) -> tuple[Floats, Floats, Floats]:
        """Squares, product and spread around the council's means."""
        change = self.change - self.mean[self.row]
        moved = self.price[self.row] - self.moved
        weighted = self.share * moved
        return (
            self._sum(self.share * change * change),
            self._sum(weighted * change),
            self._sum(weighted * moved),
        )

    def raw(self) -> tuple[Floats, Floats]:
        """Product and spread as they are."""
        weighted = self.share * self.moved
        return self._sum(weighted * self.change), self._sum(weighted * self.moved)
