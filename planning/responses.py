"""How a council with declared flexibility answers prices: a model, never the truth."""

import numpy as np

from planning.arrays import Floats, Ints
from planning.book import Book
from planning.reactions import (
    Flexibility,
    Lines,
    baskets,
    kept_baskets,
    recipes,
    single_offers,
)

__all__ = ["Flexibility", "respond"]

# The most a line may hold.
LARGEST = 10**15

# Whole numbers that floats have made a hair too small stay what they are.
HAIR = 1e-11


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
    lines = Lines(reference, reference_prices, prices)
    follow = flexibility.follow[lines.council]
    factor = np.where(
        lines.whole,
        np.where(follow, recipes(lines, flexibility), 1.0),
        np.where(
            lines.wanted,
            np.where(
                follow,
                baskets(lines, flexibility, budget_ratio),
                kept_baskets(lines, budget_ratio),
            ),
            np.where(follow, single_offers(lines, flexibility), 1.0),
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


def _whole_units(lines: Lines, factor: Floats) -> Ints:
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
