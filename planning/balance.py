"""Exact totals of a book, and how far they are from balance."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from planning.arrays import Bools, Floats, Ints, add_up
from planning.book import Book

LIMIT = 2**62

# Lines added up at a time, few enough to stay near the processor.
BLOCK = 2**16


@dataclass(frozen=True, eq=False)
class Balance:
    """What is requested and what is offered of each good.

    Parameters
    ----------
    requested, offered : (n_goods,) int64 array
        Smallest units, not negative, below 2**62.

    """

    requested: Ints
    offered: Ints

    @property
    def excess(self) -> Ints:
        """(n_goods,) Requested minus offered, smallest units."""
        return self.requested - self.offered


def total(book: Book) -> Balance:
    """Add up a book, exactly and in any order.

    Raises
    ------
    OverflowError
        If 2**62 units or more of a good are requested, or offered. Count such a good
        in a larger unit.

    Examples
    --------
    >>> book = Book(2, [0, 2, 3], [0, 1, 0], [-10, 5, 8], [True, False])
    >>> balance = total(book)
    >>> balance.requested, balance.offered, balance.excess
    (array([8, 5]), array([10,  0]), array([-2,  5]))

    """
    rough, sums = np.zeros((2, book.n_goods)), np.zeros((2, book.n_goods), np.int64)
    for first in range(0, book.n_lines, BLOCK):
        block = slice(first, first + BLOCK)
        _add(rough, sums, book.good[block], book.quantity[block])
    if (rough >= 1.5 * LIMIT).any() or (sums >= LIMIT).any():
        raise OverflowError("quantities are too large to sum; count in a larger unit")
    return Balance(sums[0], sums[1])


def _add(rough: Floats, sums: Ints, good: Ints, quantity: Ints) -> None:
    """Add some lines to what was requested and offered of each good.

    Below 1.5 * LIMIT an int64 sum cannot have wrapped round, so the float sum only
    has to be right to a few per cent; the test against LIMIT itself is exact. (The
    one number that has no opposite in int64 stays negative, and is caught too.)
    """
    wanted = quantity > 0
    for side, mine in enumerate((wanted, ~wanted)):
        if not mine.any():
            continue
        goods, units = good, quantity
        if not mine.all():
            goods, units = good[mine], quantity[mine]
        size = units if side == 0 else -units
        rough[side] += add_up(goods, np.abs(size.astype(np.float64)), rough.shape[1])
        np.add.at(sums[side], goods, size)


def imbalance(balance: Balance, free: Bools) -> Floats:
    """The published measure of each good: 2 (requested - offered) / (their sum).

    Parameters
    ----------
    balance : Balance
    free : (n_goods,) bool array
        Free goods, see `free_goods`.

    Returns
    -------
    (n_goods,) float array
        In [-2, 2], no unit. 0 for a free good, and for one nobody requests or offers.

    Examples
    --------
    >>> balance = Balance(np.array([8, 5, 0]), np.array([10, 0, 0]))
    >>> imbalance(balance, np.zeros(3, dtype=bool)).round(4)
    array([-0.2222,  2.    ,  0.    ])

    """
    size = (balance.requested + balance.offered).astype(np.float64)
    result = np.zeros(len(size))
    np.divide(2.0 * balance.excess, size, out=result, where=(size > 0) & ~free)
    return result


def free_goods(balance: Balance, prices: Floats, floor: Floats | float) -> Bools:
    """Goods that cost the least possible and are still offered in surplus.

    Parameters
    ----------
    balance : Balance
    prices, floor : (n_goods,) float array
        Credits per smallest unit; ``floor`` may be one number for all.

    Returns
    -------
    (n_goods,) bool array
        Their surplus is no reason to go on: no lower price could remove it.

    Examples
    --------
    >>> balance = Balance(np.array([8, 8]), np.array([10, 10]))
    >>> free_goods(balance, np.array([0.01, 2.0]), 0.01)
    array([ True, False])

    """
    return (prices <= floor) & (balance.offered > balance.requested)


def out_of_tolerance(balance: Balance, tolerance: Fraction, free: Bools) -> Bools:
    """Which goods are further from balance than the tolerance; compared exactly.

    Parameters
    ----------
    balance : Balance
    tolerance : Fraction
        Largest size of the imbalance that still counts as balanced, positive.
    free : (n_goods,) bool array

    Returns
    -------
    (n_goods,) bool array
        A good exactly at the tolerance is within it. No floating-point number is
        involved, so everybody who recounts finds the same. ValueError if the
        tolerance is not positive.

    Examples
    --------
    >>> balance = Balance(np.array([203, 204]), np.array([197, 197]))
    >>> out_of_tolerance(balance, Fraction("0.03"), np.zeros(2, dtype=bool))
    array([False,  True])

    """
    if tolerance <= 0:
        raise ValueError(f"the tolerance must be positive, not {tolerance}")
    above, below = tolerance.numerator, tolerance.denominator
    pairs = zip(balance.requested.tolist(), balance.offered.tolist(), strict=True)
    out = [
        2 * abs(wanted - made) * below > above * (wanted + made)
        for wanted, made in pairs
    ]
    return np.array(out, dtype=np.bool_) & ~free


def agreed(balance: Balance, tolerance: Fraction, free: Bools) -> bool:
    """Whether every good is within tolerance.

    An empty book agrees on nothing: where nothing at all is requested or offered the
    answer is False.

    >>> nothing, no_good = Balance(np.array([0]), np.array([0])), np.array([False])
    >>> agreed(nothing, Fraction("0.03"), no_good)
    False
    >>> agreed(Balance(np.array([8]), np.array([8])), Fraction("0.03"), no_good)
    True

    """
    if not (balance.requested.any() or balance.offered.any()):
        return False
    return not out_of_tolerance(balance, tolerance, free).any()


def weighted_imbalance(balance: Balance, prices: Floats) -> float:
    """The imbalance of the economy by value: sum p |D - S| / sum p (D + S) / 2.

    Parameters
    ----------
    balance : Balance
    prices : (n_goods,) float array
        Credits per smallest unit.

    Returns
    -------
    float
        In [0, 2], no unit; 0 if nothing is requested or offered.

    Examples
    --------
    >>> balance = Balance(np.array([8, 100]), np.array([10, 100]))
    >>> round(weighted_imbalance(balance, np.array([1.0, 1.0])), 4)
    0.0183

    """
    size = (balance.requested + balance.offered).astype(np.float64)
    value = float(prices @ size) / 2
    return float(prices @ np.abs(balance.excess)) / value if value else 0.0
