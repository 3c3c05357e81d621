"""How a council with declared flexibility answers prices: a model, never the truth."""

from dataclasses import dataclass

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.book import Book

# No answer changes a quantity by more than e**40, or beyond what a line may hold.
WIDEST = 40.0
LARGEST = 10**15

# Used capacity is taken to lie between these parts of it.
IDLE, FULL = 1e-6, 0.999

# Whole numbers that floats have made a hair too small stay what they are.
HAIR = 1e-11


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


def respond(
    reference: Book,
    reference_prices: Floats,
    prices: Floats,
    flexibility: Flexibility,
    budget_ratio: Floats,
) -> Book:
    """Answer prices for every council, starting from a proposal and its prices.

    Parameters
    ----------
    reference : Book
        What each council last proposed itself.
    reference_prices : (n_lines,) float array
        The price that each of those lines answered, credits per smallest unit.
    prices : (n_goods,) float array
        The prices to answer now.
    flexibility : Flexibility
    budget_ratio : (n_councils,) float array
        What a council may spend now, as a part of what its reference requests cost
        then; not negative. Infinite: no entitlement binds it, and it spends as before.
        Of no account for recipes.

    Returns
    -------
    Book
        The answers, in whole units; what comes to 0 has no line.

    Raises
    ------
    ValueError
        If shapes do not fit, or a price or ratio is not a number in its range.

    Notes
    -----
    With q = ln(price now / price then), s the declared substitution, e the supply
    response, and value shares at the reference:

    * a recipe has unit cost c = ln(sum share * exp((1 - s) q)) / (1 - s) over its
      requests, the mean of q if s = 1; margin m = mean of q over its offers - c. Its
      offers change by exp(e m), its requests by exp((e + 1) m + s (c - q)), or, where
      e = 0, by exp(s (c - q)) [1]_. With a capacity K and main offer y the odds
      y / (K - y) change by exp(e m), and requests by y now / y then * exp(s (c - q)).
      Without requests c = 0: credits are then the measure of cost. Without offers
      m = 0.
    * in other councils requests change by budget_ratio * exp(-s q) / sum share *
      exp((1 - s) q), so that they cost what may be spent, and each offer by exp(e q).
    * keep: recipes and offers stay; requests of other councils shrink together, if
      need be, to what may be spent.
    * no answer changes a quantity by more than the factor e**40, or beyond 10**15.

    Recipes and offers are rounded to the nearest unit, requests of other councils
    down, so that these never cost more than may be spent.

    References
    ----------
    .. [1] Profit-maximising with a constant elasticity of substitution and returns to
       scale r has e = r / (1 - r); H. R. Varian, "Microeconomic Analysis", Norton 1992.

    Examples
    --------
    Bread becomes twice as dear for a council that spends as much as before.

    >>> book = Book(2, [0, 2], [0, 1], [100, 100], [False])
    >>> declared = Flexibility(
    ...     np.array([True]), np.array([1.0]), np.array([1.0]), np.array([np.inf])
    ... )
    >>> respond(book, np.ones(2), np.array([2.0, 1.0]), declared, np.ones(1)).quantity
    array([ 50, 100])

    """
    _check(reference, reference_prices, prices, flexibility, budget_ratio)
    lines = _Lines(reference, reference_prices, prices)
    follow = flexibility.follow[lines.council]
    factor = np.where(
        lines.whole,
        np.where(follow, _recipes(lines, flexibility), 1.0),
        np.where(
            lines.wanted,
            np.where(
                follow,
                _baskets(lines, flexibility, budget_ratio),
                _kept_baskets(lines, budget_ratio),
            ),
            np.where(follow, _single_offers(lines, flexibility), 1.0),
        ),
    )
    quantity = _whole_units(lines, factor)
    kept = quantity != 0
    start = np.zeros_like(reference.start)
    np.cumsum(
        np.bincount(lines.council[kept], minlength=lines.n_councils), out=start[1:]
    )
    return Book(
        reference.n_goods, start, reference.good[kept], quantity[kept], reference.whole
    )


class _Lines:
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


def _recipes(lines: _Lines, flexibility: Flexibility) -> Floats:
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


def _unit_cost(lines: _Lines, substitution: Floats) -> Floats:
    """(n_councils,) Log change of what a unit of the mix of requests costs."""
    wanted, rest = lines.wanted, 1.0 - substitution
    linear = np.abs(rest) < 1e-6
    mean = lines.means(lines.change, wanted)
    # Relative to the mean, so that the exponentials stay near 1.
    exponent = rest[lines.council] * (lines.change - mean[lines.council])
    share = lines.means(_exp(exponent), wanted)
    curved = np.log(np.where(share > 0, share, 1.0)) / np.where(linear, 1.0, rest)
    return np.where(linear, mean, mean + curved)


def _used_capacity(lines: _Lines, capacity: Floats) -> Floats:
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


def _baskets(lines: _Lines, flexibility: Flexibility, budget_ratio: Floats) -> Floats:
    """Keep the spending, move it from what has become dear to what has become cheap."""
    council, substitution = lines.council, flexibility.substitution
    mean = lines.means(lines.change, lines.wanted)
    relative = lines.change - mean[council]
    index = lines.means(_exp((1.0 - substitution[council]) * relative), lines.wanted)
    index = np.where(index > 0, index, 1.0)[council]
    mix = _exp(-substitution[council] * relative - mean[council])
    spending = np.where(np.isinf(budget_ratio), 1.0, budget_ratio)[council]
    with np.errstate(over="ignore"):  # More than anybody can have is cut below.
        return spending * (mix / index)


def _kept_baskets(lines: _Lines, budget_ratio: Floats) -> Floats:
    index = lines.means(_exp(lines.change), lines.wanted)
    dearer = np.where(index > 0, index, 1.0)
    return np.minimum(1.0, budget_ratio / dearer)[lines.council]


def _single_offers(lines: _Lines, flexibility: Flexibility) -> Floats:
    council = lines.council
    change = flexibility.supply_response[council] * lines.change
    used = _used_capacity(lines, flexibility.capacity)[council]
    return _exp(_with_capacity(change, used))


def _exp(values: Floats) -> Floats:
    result: Floats = np.exp(np.clip(values, -WIDEST, WIDEST))
    return result


def _whole_units(lines: _Lines, factor: Floats) -> Ints:
    with np.errstate(over="ignore"):
        units = lines.units * factor
    down = lines.wanted & ~lines.whole
    whole = np.where(down, np.floor(units * (1.0 + HAIR)), np.rint(units))
    whole = np.minimum(whole, float(LARGEST))
    return np.where(lines.wanted, whole, -whole).astype(np.int64)


def _check(
    book: Book,
    reference_prices: Floats,
    prices: Floats,
    flexibility: Flexibility,
    budget_ratio: Floats,
) -> None:
    lengths = (len(reference_prices), len(prices), len(budget_ratio))
    if lengths != (book.n_lines, book.n_goods, book.n_councils):
        raise ValueError("prices or budgets do not fit the book")
    for name in ("substitution", "supply_response", "capacity"):
        values = getattr(flexibility, name)
        if len(values) != book.n_councils or not (values >= 0).all():
            raise ValueError(f"{name} needs one number a council, not negative")
    for name, array in (("reference price", reference_prices), ("price", prices)):
        if not ((array > 0) & np.isfinite(array)).all():
            raise ValueError(f"a {name} is not a positive number")
    lone = ~book.whole
    if not (budget_ratio >= 0)[lone].all():
        raise ValueError("a budget ratio is not a number, or negative")
