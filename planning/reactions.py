"""Line by line, by which factor a council with declared flexibility changes."""

from dataclasses import dataclass

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.book import Book

# No answer changes a quantity by more than e**40.
WIDEST = 40.0

# Used capacity is taken to lie between these parts of it.
IDLE, FULL = 1e-6, 0.999


@dataclass(frozen=True, eq=False)
class Flexibility:
    """What the standing instructions of the councils declare.

    Parameters
    ----------
    follow : (n_councils,) bool array
        True: follow the prices. False: keep the last proposal.
    substitution : (n_councils,) float array
        Elasticity of substitution, no unit, not negative. At 1 a council takes 10 %
        less of what becomes 10 % dearer than the rest.
    supply_response : (n_councils,) float array
        Elasticity of output, no unit, not negative. At 1 a council offers 10 % more
        if its output becomes 10 % dearer, and all it uses does not.
    capacity : (n_councils,) float array
        Largest possible offer of its main good, which is the one it offers most of by
        value; smallest units, positive; infinite if there is no such bound.

    """

    follow: Bools
    substitution: Floats
    supply_response: Floats
    capacity: Floats


class Lines:
    """The lines of the reference book, with their values and changes of price."""

    def __init__(self, book: Book, reference_prices: Floats, prices: Floats) -> None:
        self.council: Ints = book.council
        self.n_councils = book.n_councils
        self.wanted: Bools = book.quantity > 0
        self.whole: Bools = book.whole[book.council]
        self.units: Floats = np.abs(book.quantity).astype(np.float64)
        self.then: Floats = reference_prices
        self.now: Floats = prices[book.good]
        self.change: Floats = np.log(self.now / self.then)
        self.value: Floats = self.units * self.then

    def sums(self, values: Floats, of: Bools) -> Floats:
        """(n_councils,) Sums over some of the lines of each council."""
        return add_up(self.council[of], values[of], self.n_councils)

    def means(self, values: Floats, of: Bools) -> Floats:
        """(n_councils,) Means by reference value over some lines; 0 without any."""
        weight = self.sums(self.value, of)
        total = self.sums(self.value * values, of)
        return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)


def recipes(lines: Lines, flexibility: Flexibility) -> Floats:
    """(n_lines,) Factors for the lines of recipes that follow the prices."""
    council, wanted = lines.council, lines.wanted
    substitution, response = flexibility.substitution, flexibility.supply_response
    cost = _unit_cost(lines, substitution)
    offers = lines.sums(lines.value, ~wanted) > 0
    margin = np.where(offers, lines.means(lines.change, ~wanted) - cost, 0.0)
    used = _used_capacity(lines, flexibility.capacity)
    output = _with_capacity(response * margin, used)
    free = np.where(response > 0, (response + 1.0) * margin, 0.0)
    scale = np.where(used > 0, output, free)[council]
    mix = substitution[council] * (cost[council] - lines.change)
    return _exp(np.where(wanted, scale + mix, output[council]))


def _unit_cost(lines: Lines, substitution: Floats) -> Floats:
    """(n_councils,) Log change of what a unit of the mix of requests costs."""
    wanted, rest = lines.wanted, 1.0 - substitution
    linear = np.abs(rest) < 1e-6
    mean = lines.means(lines.change, wanted)
    # Relative to the mean, so that the exponentials stay near 1.
    exponent = rest[lines.council] * (lines.change - mean[lines.council])
    share = lines.means(_exp(exponent), wanted)
    curved = np.log(np.where(share > 0, share, 1.0)) / np.where(linear, 1.0, rest)
    return np.where(linear, mean, mean + curved)


def _used_capacity(lines: Lines, capacity: Floats) -> Floats:
    """(n_councils,) Part of its capacity the main offer takes; 0: none declared."""
    offers = np.flatnonzero(~lines.wanted)
    order = offers[np.argsort(lines.value[offers], kind="stable")]
    main = np.zeros(lines.n_councils)
    main[lines.council[order]] = lines.units[order]
    bounded = np.isfinite(capacity) & (main > 0)
    return np.where(bounded, np.clip(main / capacity, IDLE, FULL), 0.0)


def _with_capacity(change: Floats, used: Floats) -> Floats:
    """Log change of an output whose odds against capacity change by exp(change)."""
    bounded = used > 0
    part = np.where(bounded, used, 0.5)
    odds = np.log(part / (1.0 - part)) + change
    return np.where(bounded, -np.logaddexp(0.0, -odds) - np.log(part), change)


def baskets(lines: Lines, flexibility: Flexibility, budget_ratio: Floats) -> Floats:
    """(n_lines,) Factors that move spending from what has become dear to the rest."""
    council, substitution = lines.council, flexibility.substitution
    mean = lines.means(lines.change, lines.wanted)
    relative = lines.change - mean[council]
    index = lines.means(_exp((1.0 - substitution[council]) * relative), lines.wanted)
    index = np.where(index > 0, index, 1.0)[council]
    mix = _exp(-substitution[council] * relative - mean[council])
    spending = np.where(np.isinf(budget_ratio), 1.0, budget_ratio)[council]
    with np.errstate(over="ignore"):  # More than anybody can have is cut below.
        return spending * (mix / index)


def kept_baskets(lines: Lines, budget_ratio: Floats) -> Floats:
    """(n_lines,) Factors that shrink a basket to what may be spent."""
    index = lines.means(_exp(lines.change), lines.wanted)
    dearer = np.where(index > 0, index, 1.0)
    return np.minimum(1.0, budget_ratio / dearer)[lines.council]


def single_offers(lines: Lines, flexibility: Flexibility) -> Floats:
    """(n_lines,) Factors for offers that follow their own price."""
    council = lines.council
    change = flexibility.supply_response[council] * lines.change
    used = _used_capacity(lines, flexibility.capacity)[council]
    return _exp(_with_capacity(change, used))


def _exp(values: Floats) -> Floats:
    result: Floats = np.exp(np.clip(values, -WIDEST, WIDEST))
    return result
